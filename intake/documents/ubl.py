# SPDX-License-Identifier: GPL-3.0-or-later
"""Write an invoice or a credit note as UBL 2.1: Peppol BIS Billing 3, or plain EN 16931.

Who has a Peppol address gets the file of Peppol; a private person has none, and gets the one of the
European norm, inside the PDF. All amounts are exact cents from the model; nothing is computed here.
Sources: OASIS UBL 2.1; EN 16931-1; docs.peppol.eu/poacc/billing/3.0.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from types import MappingProxyType

from intake.documents.editions import Edition
from intake.documents.ubl_parties import customer, supplier
from intake.documents.ubl_tree import CURRENCY, amount, cac, cbc, document
from intake.model.charge import Charge, ChargedLine
from intake.model.credit_note import CreditNote
from intake.model.invoice import Invoice
from intake.model.language import money_text
from intake.model.money import NOTHING, Money
from intake.model.structured_communication import communication_digits
from intake.model.vat import VatTreatment

EN_16931 = "urn:cen.eu:en16931:2017"
PEPPOL = f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_INVOICE, _CREDIT_NOTE = "380", "381"
_CREDIT_TRANSFER = "30"
_PIECE = "C62"
# What stands where the buyer has given no order number of his own (Peppol, BT-14).
_NO_REFERENCE = "NA"
OUT_OF_SCOPE = "O"
# UNTDID 5305, and VATEX where the code list has one; ordinary VAT needs no reason.
_CATEGORIES = MappingProxyType(
    {
        VatTreatment.STANDARD: "S",
        VatTreatment.DESTINATION: "S",
        VatTreatment.REVERSE_CHARGE: "AE",
        VatTreatment.FRANCHISE: "E",
        VatTreatment.OUTSIDE_UNION: OUT_OF_SCOPE,
    }
)
_REASONS = MappingProxyType(
    {VatTreatment.REVERSE_CHARGE: "VATEX-EU-AE", VatTreatment.OUTSIDE_UNION: "VATEX-EU-O"}
)


def invoice_ubl(invoice: Invoice, edition: Edition) -> bytes:
    """Return the invoice as a file."""
    charge = invoice.charge
    return document(
        "Invoice",
        *_profile(charge),
        cbc("ID", invoice.number),
        cbc("IssueDate", invoice.date),
        cbc("DueDate", invoice.due),
        cbc("InvoiceTypeCode", _INVOICE),
        cbc("Note", _note(invoice, edition)),
        # Before any payment the VAT is not chargeable yet (VAT code art. 22bis).
        cbc("TaxPointDate", invoice.tax_point if invoice.prepayments else None),
        *_references(charge),
        *_parties(charge),
        _payment(charge),
        *_sums(charge, invoice.paid, invoice.to_pay),
        *_lines(charge, edition, "InvoiceLine", "InvoicedQuantity"),
    )


def credit_note_ubl(note: CreditNote, edition: Edition) -> bytes:
    """Return the credit note as a file."""
    charge = note.charge
    invoice = cac(
        "InvoiceDocumentReference", cbc("ID", note.invoice), cbc("IssueDate", note.invoice_date)
    )
    terms = edition.words("credit_note", charge.language)["terms"]
    return document(
        "CreditNote",
        *_profile(charge),
        cbc("ID", note.number),
        cbc("IssueDate", note.date),
        cbc("CreditNoteTypeCode", _CREDIT_NOTE),
        cbc("Note", note.reason),
        *_references(charge),
        cac("BillingReference", invoice),
        *_parties(charge),
        cac("PaymentTerms", cbc("Note", terms)),
        *_sums(charge, NOTHING, charge.totals.total),
        *_lines(charge, edition, "CreditNoteLine", "CreditedQuantity"),
    )


def _profile(charge: Charge) -> Iterator[ET.Element | None]:
    has_address = charge.buyer.address is not None
    yield cbc("CustomizationID", PEPPOL if has_address else EN_16931)
    yield cbc("ProfileID", _PROFILE if has_address else None)


def _note(invoice: Invoice, edition: Edition) -> str | None:
    if invoice.gift == NOTHING:
        return None
    language = invoice.charge.language
    gift = money_text(invoice.gift, language)
    return edition.words("invoice", language)["gift"].format(gift=gift)


def _references(charge: Charge) -> Iterator[ET.Element | None]:
    yield cbc("DocumentCurrencyCode", CURRENCY)
    yield cbc("BuyerReference", charge.purchase_reference or charge.order)
    yield cac(
        "OrderReference",
        cbc("ID", charge.purchase_reference or _NO_REFERENCE),
        cbc("SalesOrderID", charge.order),
    )


def _parties(charge: Charge) -> Iterator[ET.Element]:
    with_vat = _CATEGORIES[charge.vat.treatment] != OUT_OF_SCOPE
    yield supplier(charge.seller, with_vat=with_vat)
    yield customer(charge.buyer, with_vat=with_vat)


def _payment(charge: Charge) -> ET.Element:
    account = cac(
        "PayeeFinancialAccount",
        cbc("ID", charge.seller.iban.replace(" ", "")),
        cbc("Name", charge.seller.legal_name),
        cac("FinancialInstitutionBranch", cbc("ID", charge.seller.bic)),
    )
    return cac(
        "PaymentMeans",
        cbc("PaymentMeansCode", _CREDIT_TRANSFER),
        cbc("PaymentID", communication_digits(charge.order)),
        account,
    )


def _sums(charge: Charge, paid: Money, to_pay: Money) -> Iterator[ET.Element]:
    totals = charge.totals
    subtotals = (
        cac(
            "TaxSubtotal",
            amount("TaxableAmount", line.net),
            amount("TaxAmount", line.vat),
            _tax_category("TaxCategory", charge, with_reason=True),
        )
        for line in totals.vat_lines
    )
    yield cac("TaxTotal", amount("TaxAmount", totals.vat), *subtotals)
    yield cac(
        "LegalMonetaryTotal",
        amount("LineExtensionAmount", totals.net),
        amount("TaxExclusiveAmount", totals.net),
        amount("TaxInclusiveAmount", totals.total),
        None if paid == NOTHING else amount("PrepaidAmount", paid),
        amount("PayableAmount", to_pay),
    )


def _tax_category(name: str, charge: Charge, *, with_reason: bool = False) -> ET.Element:
    treatment = charge.vat.treatment
    category = _CATEGORIES[treatment]
    has_reason = with_reason and category != "S"
    return cac(
        name,
        cbc("ID", category),
        cbc("Percent", None if category == OUT_OF_SCOPE else charge.vat.rate),
        cbc("TaxExemptionReasonCode", _REASONS.get(treatment)) if has_reason else None,
        cbc("TaxExemptionReason", charge.vat_mention) if has_reason else None,
        cac("TaxScheme", cbc("ID", "VAT")),
    )


def _lines(charge: Charge, edition: Edition, element: str, quantity: str) -> Iterator[ET.Element]:
    for place, line in enumerate(charge.lines, start=1):
        yield cac(
            element,
            cbc("ID", place),
            cbc(quantity, line.quantity, unitCode=_PIECE),
            amount("LineExtensionAmount", line.net),
            cac(
                "Item",
                cbc("Description", ", ".join((*line.details, line_term(line, charge, edition)))),
                cbc("Name", line.name),
                _tax_category("ClassifiedTaxCategory", charge),
            ),
            cac("Price", amount("PriceAmount", line.unit_net)),
        )


def line_term(line: ChargedLine, charge: Charge, edition: Edition) -> str:
    """Return the term of a line in words: 12 months, once."""
    text = edition.words("lines", charge.language)
    if line.term_months == 0:
        return text["once"]
    return text["month" if line.term_months == 1 else "months"].format(months=line.term_months)
