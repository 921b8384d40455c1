# SPDX-License-Identifier: GPL-3.0-or-later
"""The letters that answer an order say all that counts, and nothing that a customer typed."""

import dataclasses
import html
import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from intake.documents.letters import Letter
from intake.documents.order_letters import pro_forma_letter, quotation_letter
from intake.model.catalogue import PriceList
from intake.model.customer import Contact, CustomerKind, Registrant
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import Wish
from intake.model.pro_forma import ProForma
from intake.model.quotation import NamedPrice, Quotation
from intake.model.vat import Vat, VatTreatment
from intake.settings import Settings

ProFormaMaker = Callable[..., ProForma]
QuotationMaker = Callable[..., Quotation]
Writer = Callable[..., Letter]

SUBJECTS = {
    Language.EN: "all2all: payment request for order 2026000042",
    Language.FR: "all2all\u202f: demande de paiement pour la commande 2026000042",
    Language.NL: "all2all: betaalverzoek voor bestelling 2026000042",
}
AMOUNTS = {
    Language.EN: "€87.12, VAT included",
    Language.FR: "87,12\xa0€, TVA comprise",
    Language.NL: "€\xa087,12, btw inbegrepen",
}
PAY_BEFORE = {
    Language.EN: "6 December 2026",
    Language.FR: "6 décembre 2026",
    Language.NL: "6 december 2026",
}
NO_INVOICE = {
    Language.EN: "It is not an invoice.",
    Language.FR: "Ce n’est pas une facture.",
    Language.NL: "Het is geen factuur.",
}
OWES_NOTHING = {
    Language.EN: "you owe nothing",
    Language.FR: "vous ne devez rien",
    Language.NL: "u bent niets verschuldigd",
}
LINES = {
    Language.EN: "1 × Shared web hosting, 12 months",
    Language.FR: "1 × Hébergement web mutualisé, 12 mois",
    Language.NL: "1 × Gedeelde webhosting, 12 maanden",
}
# What only a private person reads: the right, the form of the law, the wish to start at once.
WITHDRAWAL = {
    Language.EN: ("Right of withdrawal", "Name of the consumer", "You asked us to start before"),
    Language.FR: ("Droit de rétractation", "Nom du consommateur", "demandé de commencer avant"),
    Language.NL: ("Herroepingsrecht", "Naam van de consument", "U vroeg ons te beginnen voor"),
}
COPY = {
    Language.EN: "a copy for your accounts",
    Language.FR: "une copie pour votre comptabilité",
    Language.NL: "een kopie voor uw boekhouding",
}


@pytest.fixture
def written(settings: Settings, price_list: PriceList) -> Writer:
    """Return a writer of the letter that goes with a payment request or a quotation."""

    def write(document: ProForma | Quotation, *, is_copy: bool = False) -> Letter:
        network, site_address = settings.network, settings.site.address
        if isinstance(document, Quotation):
            return quotation_letter(
                document, price_list=price_list, network=network, site_address=site_address
            )
        return pro_forma_letter(
            document,
            price_list=price_list,
            network=network,
            site_address=site_address,
            is_copy=is_copy,
        )

    return write


@pytest.mark.promise("P09")
@pytest.mark.promise("P10")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("is_copy", [False, True])
def test_both_parts_say_what_to_pay_to_whom_and_by_when(
    language: Language,
    is_copy: bool,  # noqa: FBT001 - one of the parameters of the table
    pro_forma_by: ProFormaMaker,
    written: Writer,
) -> None:
    """And that nobody has to."""
    letter = written(pro_forma_by(language), is_copy=is_copy)
    assert letter.subject == SUBJECTS[language]
    for part in _parts(letter):
        for fact in (
            LINES[language],
            "2026000042",
            AMOUNTS[language],
            "Moving Art Studio",
            "BE98 0962 4450 5493",
            "GKCCBEBB",
            "+++202/6000/04236+++",
            PAY_BEFORE[language],
            NO_INVOICE[language],
            OWES_NOTHING[language],
            "support@all2all.org",
            "0451.807.885",
        ):
            assert fact in part
        assert (COPY[language] in part) == is_copy


@pytest.mark.parametrize("language", Language)
def test_to_a_private_person_it_confirms_the_contract_and_its_withdrawal(
    language: Language, pro_forma_by: ProFormaMaker, written: Writer, settings: Settings
) -> None:
    """Directive 2011/83, art. 8(7): on a durable medium, with the form of annex I(B)."""
    (text, _) = _parts(written(pro_forma_by(language)))
    for words in WITHDRAWAL[language]:
        assert words in text
    assert f"{settings.site.address}/withdraw " in text
    assert f"{settings.site.address}/{language}/terms/" in text


@pytest.mark.parametrize("language", Language)
def test_neither_an_organisation_nor_the_accounts_read_of_withdrawal(
    language: Language, pro_forma_by: ProFormaMaker, written: Writer
) -> None:
    organisation = pro_forma_by(language, kind=CustomerKind.ORGANISATION, start_now=False)
    for letter in (written(organisation), written(pro_forma_by(language), is_copy=True)):
        assert WITHDRAWAL[language][0] not in letter.text


@pytest.mark.parametrize("treatment", [one for one in VatTreatment if one != "standard"])
def test_the_letter_says_why_the_vat_is_what_it_is(
    treatment: VatTreatment,
    pro_forma_by: ProFormaMaker,
    quotation_by: QuotationMaker,
    written: Writer,
) -> None:
    vat = Vat(treatment=treatment, rate=Decimal(0))
    for document in (pro_forma_by(vat=vat), quotation_by(vat=vat)):
        (text, _) = _parts(written(document))
        assert "article" in text
        assert "VAT included" not in text


def test_a_gift_is_named_beside_the_sum_that_has_it_in(
    pro_forma_by: ProFormaMaker, written: Writer
) -> None:
    text = written(pro_forma_by(asked={"gift": Money.parse("10.00")})).text
    assert "- Amount: €97.12, VAT included\n- Part of it that is a gift" in text


def test_names_of_one_kind_are_counted_and_not_named(
    pro_forma_by: ProFormaMaker, written: Writer
) -> None:
    wishes = tuple(Wish(offer_id="domain-be", domain_name=f"n{n}.be") for n in range(20))
    text = written(pro_forma_by(wishes=wishes)).text
    assert "- 20 × .be domain name, 12 months\n" in text
    assert "n7.be" not in text


@pytest.mark.parametrize("language", Language)
def test_nothing_that_a_customer_typed_is_in_a_letter(
    language: Language,
    pro_forma_by: ProFormaMaker,
    quotation_by: QuotationMaker,
    written: Writer,
) -> None:
    """Else the form could be used to mail advertising to strangers."""
    names = ("name", "organisation", "street", "city", "vat_number", "legal_form", "email")
    typed = {name: f"Typed {name} https://spam.example" for name in names}
    fields = ("billing_copy", "has_already", "hosting_wishes", "purchase_reference", "remarks")
    asked: dict[str, object] = {field: f"Typed {field}" for field in fields}
    registrant = dict.fromkeys((one.name for one in dataclasses.fields(Registrant)), "Typed")
    asked["registrant"] = Registrant(**registrant)
    asked["technical"] = Contact(name="Typed", email="Typed")
    for make in (pro_forma_by, quotation_by):
        wishes = make(language).order.request.wishes
        renamed = tuple(
            dataclasses.replace(wish, domain_name=wish.domain_name and "typed.example")
            for wish in wishes
        )
        spam = make(language, wishes=renamed, asked=asked, **typed)
        assert written(spam) == written(make(language))


@pytest.mark.promise("P03")
@pytest.mark.parametrize("language", Language)
def test_a_letter_fetches_nothing_and_names_no_other_host(
    language: Language, pro_forma_by: ProFormaMaker, written: Writer, settings: Settings
) -> None:
    """No picture, no link, no style sheet: nothing tells us that it was read."""
    page = written(pro_forma_by(language)).html
    addresses = re.findall(r"https?://[^\s<]+", html.unescape(page))
    assert all(address.startswith(settings.site.address) for address in addresses)
    assert not re.search(r"<(img|link|script|style|iframe|object|a)\b|\b(src|href|style)=", page)


@pytest.mark.parametrize("language", Language)
def test_the_html_part_is_a_whole_page_in_its_language(
    language: Language, pro_forma_by: ProFormaMaker, written: Writer
) -> None:
    """With the subject as its title; two lines, seven payment facts, seven of the form."""
    letter = written(pro_forma_by(language))
    assert letter.html.startswith(f'<!DOCTYPE html>\n<html lang="{language}">\n')
    assert f"<title>{letter.subject}</title>" in letter.html
    assert letter.html.endswith("</html>\n")
    assert letter.html.count("<li>") == 16
    assert "<p></p>" not in letter.html


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("start_now", [True, False])
@pytest.mark.parametrize("is_copy", [True, False])
def test_the_text_part_has_short_lines_and_no_holes(
    language: Language,
    start_now: bool,  # noqa: FBT001 - one of the parameters of the table
    is_copy: bool,  # noqa: FBT001 - one of the parameters of the table
    pro_forma_by: ProFormaMaker,
    written: Writer,
) -> None:
    """Whatever parts of it apply."""
    text = written(pro_forma_by(language, start_now=start_now), is_copy=is_copy).text
    _has_no_holes(text)


@pytest.mark.parametrize("language", Language)
def test_a_request_for_a_quotation_is_confirmed_without_asking_for_money(
    language: Language, quotation_by: QuotationMaker, written: Writer
) -> None:
    letter = written(quotation_by(language))
    assert "+++" not in letter.text
    assert "IBAN" not in letter.text.partition("---\n\nMoving")[0]
    assert OWES_NOTHING[language] in _parts(letter)[0]
    _has_no_holes(letter.text)


@pytest.mark.parametrize("language", Language)
def test_a_quotation_says_its_total_and_until_when_it_is_valid(
    language: Language, quotation_by: QuotationMaker, written: Writer
) -> None:
    quotation = quotation_by(language)
    (wish,) = quotation.without_price
    named = (NamedPrice(wish=wish, unit_net=Money.parse("450.00")),)
    letter = written(dataclasses.replace(quotation, named=named))
    totals = {Language.EN: "€1,161.60", Language.FR: "1\u202f161,60", Language.NL: "1.161,60"}
    assert totals[language] in letter.text
    assert re.search(r"22 d[eé]cemb(er|re) 2026", letter.text, re.IGNORECASE)
    _has_no_holes(letter.text)


def _has_no_holes(text: str) -> None:
    assert max(map(len, text.splitlines())) <= 72
    assert "\n\n\n" not in text
    assert "{" not in text


def _parts(written: Letter) -> tuple[str, str]:
    """Return both parts as one line each, as a reader takes them in."""
    return (
        written.text.replace("\n", " ").replace("  ", " "),
        html.unescape(written.html).replace("\n", " "),
    )
