# SPDX-License-Identifier: GPL-3.0-or-later
"""UBL of every kind of invoice is clean, to the cent and by the official rules."""

import dataclasses
import xml.etree.ElementTree as ET

import pytest

from intake.documents.issued_files import ubl_of
from intake.documents.ubl import EN_16931, PEPPOL
from intake.documents.ubl_check import own_faults
from intake.documents.ubl_reader import UblReader
from intake.model.catalogue import PriceList
from intake.settings import Settings
from tests.billing import ORGANISATION, every_kind, invoice_of, order_of

KINDS = (
    "paid",
    "unpaid",
    "gift",
    "private person",
    "reverse charge",
    "franchise",
    "outside the Union",
    "destination",
    "mixed terms",
    "solidarity price",
    "rounding traps",
    "English",
    "Dutch, in two payments",
    "credit note",
    "credit note of a part",
)
VAT = "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc"


@pytest.fixture
def kinds(price_list: PriceList, settings: Settings) -> dict[str, bytes]:
    """Return the UBL of each kind."""
    return {kind: ubl_of(document) for kind, document in every_kind(price_list, settings).items()}


def test_every_kind_is_here(kinds: dict[str, bytes]) -> None:
    assert set(kinds) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_is_clean_by_own_checks(kinds: dict[str, bytes], kind: str) -> None:
    """The official rules read the golden files: test_editions.py."""
    assert own_faults(kinds[kind]) == []


@pytest.mark.parametrize(
    ("kind", "category", "profile"),
    [
        ("paid", "S", PEPPOL),
        ("reverse charge", "AE", PEPPOL),
        ("franchise", "E", PEPPOL),
        ("outside the Union", "O", EN_16931),
        ("destination", "S", EN_16931),
        ("private person", "S", EN_16931),
    ],
)
def test_each_kind_has_its_vat_category_and_its_profile(
    kinds: dict[str, bytes], kind: str, category: str, profile: str
) -> None:
    """Who has no Peppol address gets the file of the norm, which Peppol would refuse."""
    ubl = UblReader(kinds[kind])

    assert ubl.text(f"{VAT}:ID") == category
    assert ubl.text("cbc:CustomizationID") == profile


def test_what_is_paid_leaves_nothing_to_pay(kinds: dict[str, bytes]) -> None:
    sums = "cac:LegalMonetaryTotal/cbc"
    paid, unpaid = UblReader(kinds["paid"]), UblReader(kinds["unpaid"])

    assert (paid.text(f"{sums}:PrepaidAmount"), paid.text(f"{sums}:PayableAmount")) == (
        "87.12",
        "0.00",
    )
    assert (unpaid.text(f"{sums}:PayableAmount"), unpaid.text("cbc:DueDate")) == (
        "87.12",
        "2026-12-08",
    )
    assert paid.text("cac:PaymentMeans/cbc:PaymentID") == "202600004236"


def test_what_somebody_typed_is_text(price_list: PriceList, settings: Settings) -> None:
    """Never an element of its own."""
    name = '<cbc:ID>1</cbc:ID> & "Co" ]]>'
    customer = dataclasses.replace(ORGANISATION, organisation=name)
    ubl = ubl_of(invoice_of(order_of(customer, price_list), price_list, settings))
    path = "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName"

    assert UblReader(ubl).text(path) == f"{name} vzw"
    assert ET.fromstring(ubl).tag.endswith("Invoice")  # noqa: S314 - our own
