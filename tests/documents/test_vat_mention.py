# SPDX-License-Identifier: GPL-3.0-or-later
"""What the law wants said about the VAT of an order, in three languages and with its source."""

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from intake.documents.vat_mention import vat_mention
from intake.model.customer import CustomerKind
from intake.model.language import Language
from intake.model.order import Order
from intake.model.vat import Vat, VatTreatment
from tests.conftest import in_language

# The words of the law, or of its commentaries, that each mention begins with.
MENTIONS = {
    VatTreatment.REVERSE_CHARGE_TO_CONFIRM: (
        "Reverse charge to be confirmed",
        "Autoliquidation à confirmer",
        "Verlegging van heffing, te bevestigen",
    ),
    VatTreatment.REVERSE_CHARGE: ("Reverse charge", "Autoliquidation", "Btw verlegd"),
    VatTreatment.DESTINATION: (
        "VAT of the customer’s country (Finland)",
        "TVA du pays du client (Finlande)",
        "Btw van het land van de klant (Finland)",
    ),
    VatTreatment.OUTSIDE_UNION: ("No Belgian VAT", "Pas de TVA belge", "Geen Belgische btw"),
    VatTreatment.FRANCHISE: (
        "No VAT: special scheme for small enterprises",
        "Régime particulier de franchise des petites entreprises",
        "Bijzondere vrijstellingsregeling kleine ondernemingen",
    ),
}
SOURCES = {
    VatTreatment.REVERSE_CHARGE_TO_CONFIRM: ("2006/112", "44", "196"),
    VatTreatment.REVERSE_CHARGE: ("2006/112", "44", "196"),
    VatTreatment.DESTINATION: ("2006/112", "58"),
    VatTreatment.OUTSIDE_UNION: ("2006/112", "58"),
    VatTreatment.FRANCHISE: ("56bis",),
}


def order_with(order: Order, treatment: VatTreatment, **customer: Any) -> Order:  # noqa: ANN401 - a value of whichever field is named
    """Return the order under that treatment."""
    request = dataclasses.replace(
        order.request, customer=dataclasses.replace(order.request.customer, **customer)
    )
    vat = Vat(treatment=treatment, rate=Decimal(0))
    return dataclasses.replace(order, request=request, vat=vat)


@pytest.mark.parametrize("treatment", MENTIONS)
@pytest.mark.parametrize(("place", "language"), list(enumerate(Language)))
def test_the_mention_has_the_words_of_the_law_and_its_source(
    treatment: VatTreatment, place: int, language: Language, order: Order
) -> None:
    mention = vat_mention(in_language(order_with(order, treatment, country="FI"), language))

    assert mention is not None
    assert mention.replace("\u202f", " ").startswith(MENTIONS[treatment][place])
    assert [source for source in SOURCES[treatment] if source not in mention] == []


def test_every_treatment_but_the_ordinary_one_has_a_mention(order: Order) -> None:
    assert set(MENTIONS) == set(VatTreatment) - {VatTreatment.STANDARD}
    assert vat_mention(order) is None


def test_outside_the_union_the_article_depends_on_who_orders(order: Order) -> None:
    """Article 44 for a business, 58 for a private person."""
    organisation = order_with(order, VatTreatment.OUTSIDE_UNION, kind=CustomerKind.ORGANISATION)

    assert "article 44)" in (vat_mention(in_language(organisation, Language.EN)) or "")
