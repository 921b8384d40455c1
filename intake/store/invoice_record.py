# SPDX-License-Identifier: GPL-3.0-or-later
"""Invoices, credit notes and what VIES answered, as JSON (docs/formats.md)."""

import datetime
from collections.abc import Mapping

from intake.model.calendar import instant_text, parse_instant
from intake.model.credit_note import CreditNote
from intake.model.document_number import DocumentNumber
from intake.model.invoice import Invoice, Prepayment
from intake.model.issued import Issued
from intake.model.money import Money
from intake.model.vies_evidence import ViesEvidence
from intake.store.charge_record import charge_record, files_record, read_charge, read_files
from intake.store.json_record import JsonReader, json_bytes, read_as_written
from intake.store.order_parts import read_number

INVOICE_FORMAT = "invoice/1"
CREDIT_NOTE_FORMAT = "credit-note/1"
VIES_EVIDENCE_FORMAT = "vies-evidence/1"


def issued_to_json(issued: Issued) -> bytes:
    """Write an invoice or a credit note, with what its files were."""
    document = issued.document
    if isinstance(document, Invoice):
        own = {"format": INVOICE_FORMAT, **_invoice(document)}
    else:
        own = {"format": CREDIT_NOTE_FORMAT, **_credit_note(document)}
    return json_bytes(
        {**own, **charge_record(document.charge), "files": files_record(issued.files)}
    )


def invoice_from_json(data: bytes) -> Issued:
    """Read an invoice; RecordError unless it is written as we write it, its sums included."""
    return read_as_written(data, INVOICE_FORMAT, _read_invoice, issued_to_json)


def credit_note_from_json(data: bytes) -> Issued:
    """Read a credit note in the same way."""
    return read_as_written(data, CREDIT_NOTE_FORMAT, _read_credit_note, issued_to_json)


def vies_evidence_to_json(evidence: ViesEvidence) -> bytes:
    """Write what VIES answered."""
    return json_bytes(
        {
            "format": VIES_EVIDENCE_FORMAT,
            "number": evidence.order,
            "vat_number": evidence.vat_number,
            "is_valid": evidence.is_valid,
            "asked": evidence.asked.isoformat(),
            "consultation": evidence.consultation,
            "recorded": instant_text(evidence.recorded),
        }
    )


def vies_evidence_from_json(data: bytes) -> ViesEvidence:
    """Read it."""
    return read_as_written(data, VIES_EVIDENCE_FORMAT, _read_evidence, vies_evidence_to_json)


def _invoice(invoice: Invoice) -> Mapping[str, object]:
    return {
        "number": str(invoice.number),
        "issued": instant_text(invoice.issued),
        "date": invoice.date.isoformat(),
        "tax_point": invoice.tax_point.isoformat(),
        "due": invoice.due.isoformat(),
        "gift": str(invoice.gift),
        "prepayments": [
            {"amount": str(one.amount), "on": one.on.isoformat()} for one in invoice.prepayments
        ],
        "paid": str(invoice.paid),
        "to_pay": str(invoice.to_pay),
    }


def _read_invoice(record: JsonReader) -> Issued:
    for key in ("date", "tax_point", "paid", "to_pay"):
        record.text(key)
    invoice = Invoice(
        number=record.take("number", DocumentNumber.parse),
        issued=record.take("issued", parse_instant),
        due=record.take("due", datetime.date.fromisoformat),
        gift=record.take("gift", Money.parse),
        prepayments=record.each("prepayments", _read_prepayment),
        charge=read_charge(record),
    )
    return Issued(document=invoice, files=record.inner("files", read_files))


def _read_prepayment(record: JsonReader) -> Prepayment:
    return Prepayment(
        amount=record.take("amount", Money.parse),
        on=record.take("on", datetime.date.fromisoformat),
    )


def _credit_note(note: CreditNote) -> Mapping[str, object]:
    return {
        "number": str(note.number),
        "issued": instant_text(note.issued),
        "date": note.date.isoformat(),
        "invoice": str(note.invoice),
        "invoice_date": note.invoice_date.isoformat(),
        "reason": note.reason,
    }


def _read_credit_note(record: JsonReader) -> Issued:
    record.text("date")
    note = CreditNote(
        number=record.take("number", DocumentNumber.parse),
        issued=record.take("issued", parse_instant),
        invoice=record.take("invoice", DocumentNumber.parse),
        invoice_date=record.take("invoice_date", datetime.date.fromisoformat),
        reason=record.text("reason"),
        charge=read_charge(record),
    )
    return Issued(document=note, files=record.inner("files", read_files))


def _read_evidence(record: JsonReader) -> ViesEvidence:
    return ViesEvidence(
        order=record.take("number", read_number),
        vat_number=record.text("vat_number"),
        is_valid=record.flag("is_valid"),
        asked=record.take("asked", datetime.date.fromisoformat),
        consultation=record.text("consultation"),
        recorded=record.take("recorded", parse_instant),
    )
