# SPDX-License-Identifier: GPL-3.0-or-later
"""Issue invoices: decide on each order by the rules, then number, make and commit what may go.

The files are made to be hashed and are not kept: they follow from the record at any time.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from intake.actions.list_invoice import DueInvoice
from intake.documents.charge_words import charge_of
from intake.documents.issued_files import files_of
from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.catalogue import Catalogue
from intake.model.credit_note import CreditNote
from intake.model.document_number import DocumentNumber, Series
from intake.model.invoice import Invoice, invoice_for, invoiced_vat
from intake.model.issued import Issued
from intake.settings import Settings
from intake.store.dossiers import Paper
from intake.store.invoice_record import issued_to_json
from intake.store.issuing import Draft, Numbering, check_issuable, issue
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register

# Until it has one.
_NO_COUNT = 0


def draft_invoice(
    due: DueInvoice, settings: Settings, catalogue: Catalogue, now: datetime
) -> Invoice:
    """Return what the invoice of an order would be, without a number; or the rule that says no."""
    charge = charge_of(
        due.order,
        invoiced_vat(due.order, due.evidence),
        price_list=catalogue.dated(due.order.price_list),
        network=settings.network,
        site_address=settings.site.address,
    )
    return invoice_for(
        due.order,
        charge,
        due.prepayments,
        account=due.account,
        state=due.state,
        number=DocumentNumber(series=Series.INVOICE, year=brussels_date(now).year, count=_NO_COUNT),
        issued=now,
    )


def issue_invoice(
    invoices: Sequence[tuple[Paper, Invoice]],
    *,
    register: Register,
    writer: PaperWriter,
    now: datetime,
    numbering: Numbering,
) -> Iterator[Paper]:
    """Issue the invoices in the order given, each with the paper of its order."""
    drafts = [Draft(dossier=paper, compose=composer(invoice)) for paper, invoice in invoices]
    return issue(
        drafts, Series.INVOICE, register=register, writer=writer, now=now, numbering=numbering
    )


def rehearse_invoice(
    invoices: Sequence[tuple[Paper, Invoice]],
    *,
    register: Register,
    now: datetime,
    numbering: Numbering,
) -> None:
    """Refuse what issuing these invoices would refuse, and issue nothing."""
    papers = [paper for paper, _ in invoices]
    check_issuable(papers, Series.INVOICE, register=register, moment=now, numbering=numbering)


def sort_due(
    dues: Iterator[DueInvoice],
    draft: Callable[[DueInvoice], Invoice],
    refused: Callable[[DueInvoice, RefusedError], None],
) -> list[tuple[Paper, Invoice]]:
    """Return the invoices that the rules allow; ``refused`` hears of the others."""
    invoices = []
    for due in dues:
        try:
            invoices.append((due.paper, draft(due)))
        except RefusedError as error:
            refused(due, error)
    return invoices


def composer(
    document: Invoice | CreditNote,
) -> Callable[[DocumentNumber, datetime], bytes]:
    """Return what writes the record once the document has its number and its moment."""

    def compose(number: DocumentNumber, issued: datetime) -> bytes:
        whole = dataclasses.replace(document, number=number, issued=issued)
        return issued_to_json(Issued(document=whole, files=files_of(whole).digests))

    return compose
