# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff invoices``: issue, write out, check, verify and book them."""

from datetime import datetime
from functools import partial
from pathlib import Path

import click

from intake.actions.book_invoice import book_invoice, write_books
from intake.actions.check_invoice import check_invoice
from intake.actions.issue_invoice import draft_invoice, issue_invoice, rehearse_invoice, sort_due
from intake.actions.list_invoice import due_invoice, list_invoice
from intake.actions.list_issued import list_issued
from intake.actions.mark_invoice import SeenStep, check_step, mark_invoice
from intake.actions.send_invoice import issued_mails, send_invoice
from intake.actions.send_letter import ONLY_UNSENT
from intake.actions.send_outbox import letters_to_send
from intake.actions.verify_invoice import verify_invoice
from intake.actions.write_invoice import issued_files, write_invoice
from intake.model.calendar import brussels_date
from intake.model.document_number import DocumentNumber, Series
from intake.model.sending import LetterState
from intake.model.structured_communication import parse_number
from intake.model.transmission import TransmissionStep
from intake.price_lists import read_catalogue
from intake.staff.desk import (
    as_json,
    console,
    desk_settings,
    open_letter_sender,
    open_register,
    open_writer,
    progress_bar,
    read_clock,
    reading,
)
from intake.staff.invoice_view import (
    due_json,
    due_table,
    tell_answers,
    tell_findings,
    warn,
)
from intake.staff.issued_view import tell_issued, tell_open
from intake.staff.listing import ListForm, is_answered, list_options
from intake.staff.numbering import numbering_of, off_line_option
from intake.staff.outbox import send_all, show_all


@click.group()
def invoices() -> None:
    """Issue invoices once they are paid, check them, prove and book them."""


@invoices.command("list")
@click.option("--issued", is_flag=True, help="List the issued documents, and where each is.")
@list_options
def list_(*, issued: bool, form: ListForm) -> None:
    """List the orders that have money and no invoice, with the last day for it.

    It is due by the 15th of the month after the money came in; from the 10th on it is urgent. Below
    stand the structured files that the access point has not accepted.

    With --issued: every invoice and credit note, whether its mail has gone, and where its
    structured file is, as far as somebody has written it down (staff invoices mark).

    Example: staff invoices list
    """
    settings, today = desk_settings(), brussels_date(read_clock())
    register = open_register(settings)
    if issued:
        documents = list_issued(register=register, cache=settings.register.cache)
        tell_issued(documents, today, form)
        return
    dues = sorted(list_invoice(register), key=lambda due: due.deadline)
    if is_answered("invoices", [due_json(due, today) for due in dues], form):
        return
    if dues:
        console().print(due_table(dues, today))
    else:
        click.echo("No order waits for its invoice.")
    documents = list_issued(register=register, cache=settings.register.cache)
    tell_open(documents, today)


@invoices.command()
@click.argument("number", required=False)
@click.option("--due", "all_due", is_flag=True, help="Issue all that are paid and have none.")
@off_line_option
@click.option("--dry-run", is_flag=True, help="Say what would be issued, and issue nothing.")
def issue(number: str | None, *, all_due: bool, off_line: bool, dry_run: bool) -> None:
    """Issue the invoice of a paid order, or all that are due. NUMBER is the order's.

    Each gets the next number of the year, in the same commit as the document. With a hub, that
    decides: a document is there once the hub has it. Nothing is mailed.

    Example: staff invoices issue --due --dry-run
    """
    if (number is None) is not all_due:
        raise WhichOrderError
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    numbering = numbering_of(settings, register, now, off_line=off_line or dry_run)
    draft = partial(
        draft_invoice,
        settings=settings,
        catalogue=read_catalogue(settings.folders.catalogue),
        now=now,
    )
    if number is not None:
        due = due_invoice(register.dossier(parse_number(number)), register)
        ready = [(due.paper, draft(due))]
    else:
        ready = sort_due(list_invoice(register), draft, lambda _due, error: warn(str(error)))
    if dry_run:
        rehearse_invoice(ready, register=register, now=now, numbering=numbering)
        for paper, invoice in ready:
            click.echo(f"Would invoice order {paper.number}: {invoice.charge.totals.total} euro")
        return
    writer = open_writer(settings, register, now)
    with progress_bar("Issuing invoices") as told:
        issued = issue_invoice(
            ready, register=register, writer=writer, now=now, numbering=numbering
        )
        for done, paper in enumerate(issued, start=1):
            told(done, len(ready))
            click.echo(
                f"Invoice {DocumentNumber.of_mark(Series.INVOICE, paper.mark)}:"
                f" order {paper.number}"
            )


@invoices.command()
@click.argument("number")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what it would write, and write nothing.")
def write(number: str, folder: Path, *, dry_run: bool) -> None:
    """Write the PDF of an invoice or credit note into FOLDER, with its UBL if Peppol takes it.

    The files are made again from the record, and refused unless they are those that were issued.
    Handing the UBL to the access point is done by hand.

    Example: staff invoices write 2026-00001 /tmp/invoices
    """
    register, document = open_register(desk_settings()), DocumentNumber.parse(number)
    if dry_run:
        issued_files(document, register)
        click.echo(f"Would write {document} into {folder}")
        return
    written = write_invoice(document, folder, register=register)
    for path in written:
        click.echo(f"Wrote {path}")
    if any(path.suffix == ".xml" for path in written):
        click.echo(
            "Nothing was sent. Hand the structured file to the access point, then type:"
            f" staff invoices mark {document} handed-over"
        )


@invoices.command()
@click.argument("number")
@click.argument("step", type=click.Choice([str(one) for one in TransmissionStep]))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day; today if left out.")
@click.option("--reference", help="What the access point calls it.")
@click.option("--reason", help="Why it was refused, in the words of the access point.")
@click.option("--dry-run", is_flag=True, help="Look whether it may be so, and write nothing.")
def mark(  # noqa: PLR0913 - what may be said of a step, each named
    number: str,
    step: str,
    *,
    on: datetime | None,
    reference: str | None,
    reason: str | None,
    dry_run: bool,
) -> None:
    """Write down what became of a structured file at the access point. NUMBER is the document's.

    It is handed over first; then the access point accepts or refuses it, with a reason. After a
    refusal it is handed over again. Nothing is sent by this.

    Example: staff invoices mark 2026-00001 handed-over --reference 5f1c
    """
    settings, now = desk_settings(), read_clock()
    register, document = open_register(settings), DocumentNumber.parse(number)
    seen = SeenStep(
        step=TransmissionStep(step),
        on=on.date() if on else brussels_date(now),
        reference=reference,
        reason=reason,
    )
    if dry_run:
        check_step(document, seen, register=register, now=now)
        click.echo(f"Would mark {document}: {step} on {seen.on}")
        return
    writer = open_writer(settings, register, now)
    mark_invoice(document, seen, register=register, writer=writer, now=now)
    click.echo(f"{document}: {step} on {seen.on}")


@invoices.command()
@click.argument("number", required=False)
@click.option("--unsent", "all_unsent", is_flag=True, help="Send all that never left.")
@click.option("--again", is_flag=True, help="Also if it has gone, may have, or was refused.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
def send(number: str | None, *, all_unsent: bool, again: bool, dry_run: bool) -> None:
    """Mail an invoice or credit note to whoever ordered, or all that never left.

    It goes with its copy for the accounts, if the order asked for one. Where the structured file is
    the invoice, this is its visual copy. What is left is in "staff outbox list" as well.

    Example: staff invoices send --unsent --dry-run
    """
    if (number is None) is not all_unsent:
        raise WhichOrderError
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    if number is None:
        letters = letters_to_send(register=register, number=None, again=False)
        issued = [one for one in letters if one.document]
        (show_all if dry_run else send_all)(issued, register=register, settings=settings, now=now)
        return
    document = DocumentNumber.parse(number)
    if dry_run:
        for one in issued_mails(document, register=register, settings=settings):
            mail = one.make(now)
            click.echo(f"To: {mail['To']}\nSubject: {mail['Subject']}")
        return
    sent = send_invoice(
        document,
        register=register,
        settings=settings,
        sender=open_letter_sender(settings, register, now),
        states=frozenset(LetterState) if again else ONLY_UNSENT,
    )
    for letter in sent:
        click.echo(f"Handed over to the mail server: {letter} {document}")


@invoices.command()
@click.argument("target")
@click.option(
    "--peppol-rules",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The rules of Peppol, compiled to XSLT, as OpenPEPPOL's partners publish them.",
)
@click.option("--strict", is_flag=True, help="Refuse as well if any of the rules could not run.")
@as_json
def check(target: str, *, peppol_rules: Path | None, strict: bool, as_json: bool) -> None:
    """Check a UBL file, or the one of an issued document: own checks, XSD, EN 16931, Peppol.

    TARGET is a file or a number. The answer says which rules ran; the official ones need the extra
    "peppol" of the package.

    Example: staff invoices check 2026-00001 --strict
    """
    path = Path(target)
    if path.is_file():
        data = path.read_bytes()
    else:
        _, files = issued_files(DocumentNumber.parse(target), open_register(desk_settings()))
        data = files.ubl
    tell_answers(check_invoice(data, peppol_rules), strict=strict, as_json=as_json)


@invoices.command()
@as_json
def verify(*, as_json: bool) -> None:
    """Prove all invoices and credit notes: numbers, dates, sums, and both files of each.

    Example: staff invoices verify
    """
    with reading("invoices", quiet=as_json) as told:
        settings = desk_settings()
        findings = list(verify_invoice(open_register(settings), settings.backup.notes, told))
    tell_findings(findings, as_json=as_json)


@invoices.command()
@click.argument("year", type=click.IntRange(2000, 2999))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--dry-run", is_flag=True, help="Count, and write nothing.")
def book(year: int, folder: Path, *, dry_run: bool) -> None:
    """Write the books of a YEAR into FOLDER: journal, VAT listing and reconciliation, as CSV.

    Example: staff invoices book 2026 /tmp/books
    """
    books = book_invoice(year, register=open_register(desk_settings()))
    click.echo(f"Documents of {year}: {books.documents}")
    click.echo(f"Sold to consumers elsewhere in the Union: {books.abroad} of 10000.00 euro")
    if books.is_near_threshold:
        warn("their own countries tax them above that sum: docs/operations.md, VAT")
    if dry_run:
        return
    write_books(books, folder)
    for name in books.files:
        click.echo(f"Wrote {folder / name}")


class WhichOrderError(click.UsageError):
    """Neither one order was named nor all, or both."""

    def __init__(self) -> None:
        """Say what is wanted."""
        super().__init__("name one number, or say that you mean all (--due, --unsent)")
