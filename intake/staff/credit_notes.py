# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff credit-notes``: take an invoice back, or a part of it."""

import click

from intake.actions.issue_credit_note import draft_credit_note, issue_credit_note
from intake.model.document_number import DocumentNumber, Series
from intake.model.money import Money
from intake.staff.desk import desk_settings, open_register, open_writer, read_clock
from intake.staff.numbering import numbering_of, off_line_option
from intake.store.issuing import check_issuable


class _Part(click.ParamType[tuple[int, Money]]):
    """A part of an invoice: the line, counted from 1, and the net amount credited of it."""

    name = "LINE=NET"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, Money]:
        """Read it."""
        line, _, net = str(value).partition("=")
        try:
            return int(line), Money.parse(net)
        except ValueError:
            self.fail(f"{value} is no line and amount such as 1=12.50", param, ctx)


@click.group("credit-notes")
def credit_notes() -> None:
    """Take invoices back with credit notes."""


@credit_notes.command()
@click.argument("number")
@click.option("--reason", required=True, help="Why, as it stands on the credit note.")
@click.option(
    "--part",
    "parts",
    type=_Part(),
    multiple=True,
    help="Credit that net amount of that line, not the whole; may be given again.",
)
@off_line_option
@click.option("--dry-run", is_flag=True, help="Say what would be credited, and issue nothing.")
def issue(
    number: str,
    *,
    reason: str,
    parts: tuple[tuple[int, Money], ...],
    off_line: bool,
    dry_run: bool,
) -> None:
    """Credit the invoice NUMBER, the whole of it or parts, once and with a reason.

    It takes back what was charged; the money goes back by a refund.

    Example: staff credit-notes issue 2026-00001 --reason "Withdrawn in time" --dry-run
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    numbering = numbering_of(settings, register, now, off_line=off_line or dry_run)
    paper, note = draft_credit_note(
        DocumentNumber.parse(number),
        reason=reason,
        parts=dict(parts),
        register=register,
        now=now,
    )
    if dry_run:
        check_issuable(
            [paper], Series.CREDIT_NOTE, register=register, moment=now, numbering=numbering
        )
        click.echo(f"Would credit invoice {note.invoice}: {note.charge.totals.total} euro")
        return
    writer = open_writer(settings, register, now)
    issued = issue_credit_note(
        paper, note, register=register, writer=writer, now=now, numbering=numbering
    )
    own = DocumentNumber.of_mark(Series.CREDIT_NOTE, issued.mark)
    click.echo(f"Credit note {own}: invoice {note.invoice}, {note.charge.totals.total} euro")
