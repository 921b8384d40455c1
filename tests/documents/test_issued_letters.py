# SPDX-License-Identifier: GPL-3.0-or-later
"""The letters that carry invoices and credit notes, in three languages."""

import dataclasses

import pytest

from intake.documents.issued_letters import issued_letter
from intake.model.catalogue import PriceList
from intake.model.language import Language
from intake.model.money import Money
from intake.settings import Settings
from tests.billing import ORGANISATION, PERSON, credit_note_of, invoice_of, order_of

SUBJECTS = {
    Language.EN: ("all2all: invoice 2026-00001", "all2all: credit note CN-2026-00001"),
    Language.FR: (
        "all2all\u202f: facture 2026-00001",
        "all2all\u202f: note de crédit CN-2026-00001",
    ),
    Language.NL: ("all2all: factuur 2026-00001", "all2all: creditnota CN-2026-00001"),
}


@pytest.mark.parametrize("language", Language)
def test_a_letter_says_what_is_attached_and_nothing_that_was_typed(
    price_list: PriceList, settings: Settings, language: Language
) -> None:
    customer = dataclasses.replace(PERSON, name="Buy at example.com")
    order = order_of(customer, price_list, language=language, gift=Money(cents=1000))
    invoice = invoice_of(order, price_list, settings)
    letters = issued_letter(invoice), issued_letter(credit_note_of(invoice))

    assert tuple(one.subject for one in letters) == SUBJECTS[language]
    for one in letters:
        assert "87" in one.text
        assert "0451.807.885" in one.text
        assert "example.com" not in one.text + one.html
    assert "2026-00001" in letters[1].text


@pytest.mark.parametrize("language", Language)
def test_a_copy_for_the_accounts_says_so_and_thanks_nobody(
    price_list: PriceList, settings: Settings, language: Language
) -> None:
    words = {Language.EN: "for your accounts", Language.FR: "votre comptabilité"}
    words[Language.NL] = "uw boekhouding"
    invoice = invoice_of(order_of(PERSON, price_list, language=language), price_list, settings)
    for document in (invoice, credit_note_of(invoice)):
        copy = issued_letter(document, is_copy=True)
        assert words[language] in copy.text
        assert words[language] not in issued_letter(document).text
        assert "2026000042" in copy.text
        assert copy.subject == issued_letter(document).subject


@pytest.mark.parametrize("language", Language)
def test_a_visual_copy_is_called_so(
    price_list: PriceList, settings: Settings, language: Language
) -> None:
    order = order_of(ORGANISATION, price_list, language=language)
    invoice = invoice_of(order, price_list, settings)

    assert "Peppol" in issued_letter(invoice).text
    assert "Peppol" in issued_letter(credit_note_of(invoice)).text
