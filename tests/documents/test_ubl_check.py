# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own checks find a cent, and whatever else a file may have wrong."""

import pytest

from intake.documents.issued_files import ubl_of
from intake.documents.official_rules import official_answers
from intake.documents.ubl_check import own_faults
from intake.documents.ubl_reader import NotUblError
from intake.model.catalogue import PriceList
from intake.settings import Settings
from tests.billing import every_kind


@pytest.fixture
def kinds(price_list: PriceList, settings: Settings) -> dict[str, bytes]:
    """Return the UBL of each kind of invoice."""
    return {kind: ubl_of(document) for kind, document in every_kind(price_list, settings).items()}


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "what"),
    [
        ("unpaid", "15.12<", "15.13<", "where it comes to 15.12"),
        ("unpaid", "<cbc:DueDate>2026-12-08</cbc:DueDate>", "", "no due date"),
        ("unpaid", "2026-12-08", "2026-11-08", "due before it is issued"),
        ("paid", ">0.00<", ">0.01<", "to be paid is stated as 0.01"),
        ("paid", "<cbc:TaxPointDate>2026-11-23", "<cbc:TaxPointDate>2026-11-25", "P08"),
        ("paid", ">60.00<", ">60.01<", "where the lines come to"),
        ("paid", 'currencyID="EUR">72.00', 'currencyID="USD">72.00', "is in USD"),
        ("paid", "72.00", "72.001", "not an amount in whole cents"),
        ("paid", "202600004236", "202600004237", "wrong check digits"),
        ("paid", "BE98096244505493", "BE98096244505494", "is no IBAN"),
        ("paid", "0123456749", "0123456748", "is no Belgian enterprise number"),
        ("paid", ">2026-00001<", "><", "it has no number"),
        ("paid", ">2026-11-24<", ">24-11-2026<", "and no date"),
        ("paid", "InvoiceLine", "NoLine", "it has no lines"),
        ("reverse charge", "FR83404833048", "", "without the VAT numbers of both"),
        ("franchise", "<cbc:Percent>0", "<cbc:Percent>6", "VAT category E has a rate"),
        ("credit note", "BillingReference", "NoReference", "which invoice it credits"),
    ],
)
def test_a_fault_is_named(
    kinds: dict[str, bytes], kind: str, right: str, wrong: str, what: str
) -> None:
    assert right in kinds[kind].decode()
    faults = own_faults(kinds[kind].decode().replace(right, wrong).encode())
    assert [one for one in faults if what in one] != [], faults


def test_the_official_rules_let_a_cent_and_a_missing_due_date_pass(
    kinds: dict[str, bytes],
) -> None:
    """Why ours come first. If this fails, the rules have become better."""
    text = kinds["unpaid"].decode()
    cent = text.replace("15.12<", "15.13<").replace("87.12<", "87.13<")
    undated = text.replace("<cbc:DueDate>2026-12-08</cbc:DueDate>", "")
    assert text not in {cent, undated}

    for wrong in (cent.encode(), undated.encode()):
        schema, norm, _ = official_answers(wrong)
        assert (schema.why_not, schema.faults) == (None, ())
        assert (norm.why_not, norm.faults) == (None, ())
        assert own_faults(wrong) != []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no XML"),
        (b"%PDF-1.7", "no XML"),
        (b"<a/>", "neither an Invoice nor a CreditNote"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type"),
        ("<a/>".encode("utf-16"), "not in UTF-8"),
        (b"<a>" + b" " * 20_000_000, "larger than 20 MB"),
    ],
    ids=["empty", "PDF", "other XML", "entities", "UTF-16", "huge"],
)
def test_what_is_no_ubl_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(NotUblError, match=why):
        own_faults(data)


def test_an_amount_that_is_no_number_is_refused(kinds: dict[str, bytes]) -> None:
    for wrong in (b"1e400000000000000000000", b"NaN", b"sixty"):
        with pytest.raises(NotUblError, match="no number"):
            own_faults(kinds["paid"].replace(b"60.00", wrong))
