# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own checks of a UBL file, to the cent, which come before the official rules.

Those let pass a VAT that is wrong by anything under a euro for each rate (BR-CO-17 and BR-S-09
allow that), and an amount to pay without a day to pay it by (BR-CO-25 is content with words).
"""

import datetime
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from stdnum import iban
from stdnum.be import ogm_vcs, vat

from intake.documents.ubl import OUT_OF_SCOPE, PEPPOL
from intake.documents.ubl_reader import UblReader
from intake.documents.ubl_tree import CURRENCY
from intake.model.charge import BELGIAN_SCHEME

_CENT = Decimal("0.01")
_AMOUNT = re.compile(r"-?\d+(\.\d{1,2})?", re.ASCII)
_STANDARD, _REVERSE, _EXEMPT = "S", "AE", "E"
_SUMS = "cac:LegalMonetaryTotal/cbc"
_SELLER = "cac:AccountingSupplierParty/cac:Party"
_BUYER = "cac:AccountingCustomerParty/cac:Party"
_VAT_NUMBER = "cac:PartyTaxScheme/cbc:CompanyID"
_COMMUNICATION_DIGITS = 12
_Category = tuple[str, Decimal]


def own_faults(data: bytes) -> list[str]:
    """Return all that is wrong with a file; NotUblError if it cannot be read."""
    ubl = UblReader(data)
    return [
        *_amount_faults(ubl),
        *_date_faults(ubl),
        *_line_faults(ubl),
        *_vat_faults(ubl),
        *_sum_faults(ubl),
        *_category_faults(ubl),
        *_number_faults(ubl),
        *_reference_faults(ubl),
    ]


def _amount_faults(ubl: UblReader) -> Iterator[str]:
    for name, text, currency in ubl.amounts():
        if currency != CURRENCY:
            yield f"{name} is in {currency}, not in {CURRENCY}"
        if not _AMOUNT.fullmatch(text):
            yield f"{name} is {text!r}, not an amount in whole cents"


def _date_faults(ubl: UblReader) -> Iterator[str]:
    days = {}
    for name in ("IssueDate", "DueDate", "TaxPointDate"):
        text = ubl.text(f"cbc:{name}")
        if not text and name != "IssueDate":
            continue
        try:
            days[name] = datetime.date.fromisoformat(text)
        except ValueError:
            yield f"{name} is {text!r} and no date"
    issued = days.get("IssueDate")
    if issued and days.get("DueDate", issued) < issued:
        yield "it is due before it is issued"
    if issued and days.get("TaxPointDate", issued) > issued:
        yield "it is issued before the money came in (promise P08)"
    if ubl.kind == "Invoice" and "DueDate" not in days and ubl.number(f"{_SUMS}:PayableAmount") > 0:
        yield "there is something to pay and no due date"


def _line_faults(ubl: UblReader) -> Iterator[str]:
    if not ubl.lines:
        yield "it has no lines"
    quantity = "InvoicedQuantity" if ubl.kind == "Invoice" else "CreditedQuantity"
    for line in ubl.lines:
        pieces = ubl.number(f"cbc:{quantity}", line)
        base = ubl.number("cac:Price/cbc:BaseQuantity", line) or Decimal(1)
        price = ubl.number("cac:Price/cbc:PriceAmount", line)
        exact = (pieces * price / base).quantize(_CENT, ROUND_HALF_UP)
        net = ubl.number("cbc:LineExtensionAmount", line)
        if exact != net and not ubl.each("cac:AllowanceCharge", line):
            yield f"line {ubl.text('cbc:ID', line)} states {net} where its pieces come to {exact}"


def _vat_faults(ubl: UblReader) -> Iterator[str]:
    nets: dict[_Category, Decimal] = defaultdict(Decimal)
    for line in ubl.lines:
        nets[_category(ubl, "cac:Item/cac:ClassifiedTaxCategory", line)] += ubl.number(
            "cbc:LineExtensionAmount", line
        )
    for one in ubl.each("cac:AllowanceCharge"):
        sign = 1 if ubl.text("cbc:ChargeIndicator", one) == "true" else -1
        nets[_category(ubl, "cac:TaxCategory", one)] += sign * ubl.number("cbc:Amount", one)
    stated = {}
    for one in ubl.each("cac:TaxTotal/cac:TaxSubtotal"):
        category = _category(ubl, "cac:TaxCategory", one)
        stated[category] = ubl.number("cbc:TaxableAmount", one)
        exact = (stated[category] * category[1] / 100).quantize(_CENT, ROUND_HALF_UP)
        vat_amount = ubl.number("cbc:TaxAmount", one)
        if vat_amount != exact:
            yield f"the VAT of {_named(category)} is {vat_amount} where it comes to {exact}"
    for category in sorted(nets.keys() | stated.keys()):
        if nets.get(category) != stated.get(category):
            yield (
                f"{_named(category)} is taken on {stated.get(category, 0)} where the lines come to"
                f" {nets.get(category, 0)}"
            )


def _sum_faults(ubl: UblReader) -> Iterator[str]:
    vat_sum = sum(
        (ubl.number("cbc:TaxAmount", one) for one in ubl.each("cac:TaxTotal/cac:TaxSubtotal")),
        start=Decimal(0),
    )
    net = ubl.number(f"{_SUMS}:TaxExclusiveAmount")
    lines = sum((ubl.number("cbc:LineExtensionAmount", one) for one in ubl.lines), start=Decimal(0))
    more = ubl.number(f"{_SUMS}:ChargeTotalAmount") - ubl.number(f"{_SUMS}:AllowanceTotalAmount")
    gross = ubl.number(f"{_SUMS}:TaxInclusiveAmount")
    to_pay = gross - ubl.number(f"{_SUMS}:PrepaidAmount")
    expected = (
        ("the sum of the lines", ubl.number(f"{_SUMS}:LineExtensionAmount"), lines),
        ("the sum without VAT", net, lines + more),
        ("the VAT", ubl.number("cac:TaxTotal/cbc:TaxAmount"), vat_sum),
        ("the sum with VAT", gross, net + vat_sum),
        (
            "what is to be paid",
            ubl.number(f"{_SUMS}:PayableAmount"),
            to_pay + ubl.number(f"{_SUMS}:PayableRoundingAmount"),
        ),
    )
    for what, stated, exact in expected:
        if stated != exact:
            yield f"{what} is stated as {stated} and comes to {exact}"


def _category_faults(ubl: UblReader) -> Iterator[str]:
    seller, buyer = (ubl.text(f"{party}/{_VAT_NUMBER}") for party in (_SELLER, _BUYER))
    for one in ubl.each("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory"):
        code = ubl.text("cbc:ID", one)
        reason = ubl.text("cbc:TaxExemptionReason", one)
        if code != _STANDARD and not reason:
            yield f"VAT category {code} has no reason"
        if code == _REVERSE and not (seller and buyer):
            yield "reverse charge without the VAT numbers of both"
        if code == OUT_OF_SCOPE and (seller or buyer):
            yield "outside the scope of VAT, and yet with a VAT number"
        if code in {_REVERSE, _EXEMPT} and ubl.number("cbc:Percent", one):
            yield f"VAT category {code} has a rate"


def _number_faults(ubl: UblReader) -> Iterator[str]:
    for party in (_SELLER, _BUYER):
        for path in ("cbc:EndpointID", "cac:PartyLegalEntity/cbc:CompanyID"):
            for one in ubl.each(f"{party}/{path}"):
                number = one.text or ""
                if one.get("schemeID") == BELGIAN_SCHEME and not vat.is_valid(number):
                    yield f"{number} is no Belgian enterprise number"
    account = ubl.text("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID")
    if account and not iban.is_valid(account, check_country=False):
        yield f"{account} is no IBAN"
    communication = ubl.text("cac:PaymentMeans/cbc:PaymentID")
    is_structured = communication.isdigit() and len(communication) == _COMMUNICATION_DIGITS
    if is_structured and not ogm_vcs.is_valid(communication):
        yield f"{communication} has wrong check digits"


def _reference_faults(ubl: UblReader) -> Iterator[str]:
    if not ubl.text("cbc:ID"):
        yield "it has no number"
    invoice = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
    if ubl.kind == "CreditNote" and not ubl.text(invoice):
        yield "it does not say which invoice it credits"
    if ubl.text("cbc:CustomizationID") == PEPPOL:
        for who, party in (("seller", _SELLER), ("buyer", _BUYER)):
            if not ubl.text(f"{party}/cbc:EndpointID"):
                yield f"the {who} has no electronic address"


def _category(ubl: UblReader, path: str, element: ET.Element) -> _Category:
    return ubl.text(f"{path}/cbc:ID", element), ubl.number(f"{path}/cbc:Percent", element)


def _named(category: _Category) -> str:
    code, rate = category
    return f"VAT category {code} at {rate} %"
