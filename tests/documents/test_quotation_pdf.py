# SPDX-License-Identifier: GPL-3.0-or-later
"""The quotation PDF says what was asked for, what is still to be priced, and how to accept."""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

import pytest
import zxingcpp

from intake.documents.quotation_pdf import quotation_file_name
from intake.model.customer import CustomerKind
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import Wish
from intake.model.quotation import NamedPrice, Quotation

QuotationMaker = Callable[..., Quotation]
PdfMaker = Callable[[Quotation], Any]

ASKED = {
    Language.EN: ("Quotation request", "There is nothing to pay", "price to follow"),
    Language.FR: ("Demande de devis", "Vous n’avez rien à payer", "prix à venir"),
    Language.NL: ("Offerteaanvraag", "U hoeft niets te betalen", "prijs volgt"),
}
COMPLETE = {
    Language.EN: ("Quotation", "Do not pay yet", "Valid until 25 December 2026", "€1,161.60"),
    Language.FR: ("Devis", "Ne payez pas encore", "Valable jusqu’au 25 décembre 2026"),
    Language.NL: ("Offerte", "Betaal nog niet", "Geldig tot en met 25 december 2026"),
}


def with_prices(quotation: Quotation) -> Quotation:
    """Return the quotation after staff have named the price of a training, three days later."""
    named = tuple(
        NamedPrice(wish=wish, unit_net=Money.parse("450.00")) for wish in quotation.without_price
    )
    return dataclasses.replace(quotation, named=named, issued=datetime.date(2026, 11, 25))


@pytest.mark.promise("P09")
@pytest.mark.promise("P10")
@pytest.mark.parametrize("language", Language)
def test_a_request_is_confirmed_and_asks_for_no_money(
    language: Language, quotation_by: QuotationMaker, pdf_of: PdfMaker
) -> None:
    pdf = pdf_of(quotation_by(language))
    (text,) = pdf.pages
    for words in (*ASKED[language], "2026000042", "0451.807.885", "IBAN BE98 0962 4450 5493"):
        assert words in text
    assert "+++" not in text
    assert zxingcpp.read_barcodes(pdf.picture) == []


@pytest.mark.promise("P09")
@pytest.mark.parametrize("language", Language)
def test_with_all_prices_it_can_be_accepted_until_a_day(
    language: Language, quotation_by: QuotationMaker, pdf_of: PdfMaker
) -> None:
    """30 days from the day that the prices were named."""
    pdf = pdf_of(with_prices(quotation_by(language)))
    (text,) = pdf.pages
    for words in COMPLETE[language]:
        assert words in text
    assert ASKED[language][2] not in text
    assert zxingcpp.read_barcodes(pdf.picture) == []


def test_what_has_a_price_is_summed_and_called_so_far(
    quotation_by: QuotationMaker, pdf_of: PdfMaker
) -> None:
    gift = {"gift": Money.parse("10.00")}
    (text,) = pdf_of(quotation_by(asked=gift)).pages
    assert "VAT 21% on €60.00 €12.60 Sum with VAT €72.60" in text
    assert "Gift to the solidarity fund, without VAT €10.00 So far €82.60" in text


def test_with_nothing_but_requests_there_is_no_sum(
    quotation_by: QuotationMaker, pdf_of: PdfMaker
) -> None:
    wishes = (Wish(offer_id="training", months=None),)
    (text,) = pdf_of(quotation_by(wishes=wishes)).pages
    assert "Training or conference 1 price to follow" in text
    assert "VAT 21%" not in text
    assert "So far" not in text


def test_only_a_consumer_reads_of_withdrawal(
    quotation_by: QuotationMaker, pdf_of: PdfMaker
) -> None:
    (to_a_person,) = pdf_of(with_prices(quotation_by())).pages
    organisation = quotation_by(kind=CustomerKind.ORGANISATION, organisation="Exemple")
    (to_an_organisation,) = pdf_of(with_prices(organisation)).pages
    assert "within 14 days of accepting" in to_a_person
    assert "withdraw" not in to_an_organisation


def test_the_same_quotation_gives_the_same_bytes(
    quotation_by: QuotationMaker, pdf_of: PdfMaker
) -> None:
    assert pdf_of(quotation_by()).content == pdf_of(quotation_by()).content


def test_the_file_is_named_after_the_order(quotation_by: QuotationMaker) -> None:
    assert quotation_file_name(quotation_by()) == "quotation-2026000042.pdf"
