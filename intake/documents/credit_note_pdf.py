# SPDX-License-Identifier: GPL-3.0-or-later
"""The credit note as a PDF of A4 pages, in the customer's language, with its UBL file inside."""

from intake.documents.charge_document import charge_document
from intake.documents.editions import Edition
from intake.model.credit_note import CreditNote
from intake.model.language import date_text
from intake.model.money import NOTHING


def credit_note_pdf(note: CreditNote, ubl: bytes, edition: Edition) -> bytes:
    """Return the document; the same credit note gives the same bytes on any day."""
    charge, language = note.charge, note.charge.language
    text = edition.words("credit_note", language)
    invoice = text["of_date"].format(
        number=note.invoice, day=date_text(note.invoice_date, language)
    )
    has_vat = charge.totals.vat != NOTHING and charge.buyer.vat_number is not None
    vat_back = [(text["vat"], text["vat_back"])] if has_vat else []
    return charge_document(
        charge,
        "credit_note",
        number=note.number,
        issued=note.issued,
        notice=text["copy" if charge.buyer.has_structured_invoice else "notice"],
        dates=((text["date"], date_text(note.date, language)), (text["invoice"], invoice)),
        explanations=[
            (text["reason"], note.reason),
            (text["refund"], text["terms"]),
            *vat_back,
        ],
        ubl=ubl,
        edition=edition,
    )
