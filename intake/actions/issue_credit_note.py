# SPDX-License-Identifier: GPL-3.0-or-later
"""Issue a credit note: the whole of an invoice or a part of it, with a reason, once."""

from collections.abc import Mapping
from datetime import datetime

from intake.actions.issue_invoice import composer
from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.credit_note import CreditNote, credit_note_for
from intake.model.document_number import DocumentNumber, Series
from intake.model.invoice import Invoice
from intake.model.money import Money
from intake.store.dossiers import Paper
from intake.store.issued_papers import issued_paper
from intake.store.issuing import Draft, Numbering, issue
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register


def draft_credit_note(
    number: DocumentNumber,
    *,
    reason: str,
    parts: Mapping[int, Money],
    register: Register,
    now: datetime,
) -> tuple[Paper, CreditNote]:
    """Return the paper of an invoice and what its credit note would be; or what says no."""
    paper = issued_paper(number, register)
    invoice = register.issued(paper).document
    if not isinstance(invoice, Invoice):
        raise NoInvoiceError(number)
    note = credit_note_for(
        invoice,
        reason=reason,
        parts=parts,
        number=DocumentNumber(series=Series.CREDIT_NOTE, year=brussels_date(now).year, count=0),
        issued=now,
    )
    return paper, note


def issue_credit_note(  # noqa: PLR0913 - what is issued, where and by whose numbers, each named
    paper: Paper,
    note: CreditNote,
    *,
    register: Register,
    writer: PaperWriter,
    now: datetime,
    numbering: Numbering,
) -> Paper:
    """Issue it, and return its paper."""
    draft = Draft(dossier=paper, compose=composer(note))
    (issued,) = issue(
        [draft], Series.CREDIT_NOTE, register=register, writer=writer, now=now, numbering=numbering
    )
    return issued


class NoInvoiceError(RefusedError):
    """A credit note credits an invoice."""

    def __init__(self, number: DocumentNumber) -> None:
        """Name what was to be credited."""
        super().__init__(f"{number} is a credit note, and a credit note takes back an invoice")
