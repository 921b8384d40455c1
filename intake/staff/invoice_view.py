# SPDX-License-Identifier: GPL-3.0-or-later
"""How invoices, and what rules say of them, look in a terminal."""

from collections.abc import Iterator, Sequence
from datetime import date

import click
from rich.table import Table

from intake.actions.list_invoice import DueInvoice
from intake.actions.verify_invoice import IssuedFinding
from intake.documents.official_rules import RulesAnswer
from intake.errors import RefusedError
from intake.staff.desk import Json, print_json
from intake.staff.listing import Row


def due_table(dues: Sequence[DueInvoice], today: date) -> Table:
    """Return the orders that wait for their invoice; the urgent ones in red, and marked as well."""
    table = Table(box=None, pad_edge=False)
    for heading in ("ORDER", "PAID", "OF", "INVOICE BY", ""):
        table.add_column(heading, justify="right" if heading in {"PAID", "OF"} else "left")
    for due in dues:
        urgent = due.is_urgent(today)
        table.add_row(
            due.order.number,
            str(due.account.kept),
            str(due.order.to_pay),
            due.deadline.isoformat(),
            "late" if today > due.deadline else "urgent" if urgent else "",
            style="red" if urgent else None,
        )
    return table


def due_json(due: DueInvoice, today: date) -> Row:
    """Return the same of one order for programs."""
    return {
        "order": due.order.number,
        "paid": str(due.account.kept),
        "to_pay": str(due.order.to_pay),
        "deadline": due.deadline.isoformat(),
        "urgent": due.is_urgent(today),
    }


def tell_answers(answers: Sequence[RulesAnswer], *, strict: bool, as_json: bool) -> None:
    """Say of each set of rules whether it ran, and what it found.

    InvoiceFindingsError if any found something, RulesSkippedError if ``strict`` and one did not run
    that is needed.
    """
    if as_json:
        print_json([_answer_json(one) for one in answers])
    else:
        for line in _answer_lines(answers):
            click.echo(line)
    faults = sum(len(one.faults) for one in answers)
    if faults:
        raise InvoiceFindingsError(faults)
    skipped = [one.rules for one in answers if one.why_not is not None and one.is_needed]
    if strict and skipped:
        raise RulesSkippedError(skipped)


def tell_findings(findings: Sequence[IssuedFinding], *, as_json: bool) -> None:
    """Say what is wrong with what was issued; InvoiceFindingsError if anything is."""
    if as_json:
        print_json([{"place": one.place, "what": one.what} for one in findings])
    else:
        for one in findings:
            click.echo(f"{one.place}: {one.what}")
        if not findings:
            click.echo("The invoices and credit notes are whole.")
    if findings:
        raise InvoiceFindingsError(len(findings))


def _answer_lines(answers: Sequence[RulesAnswer]) -> Iterator[str]:
    for one in answers:
        if one.why_not is not None:
            yield f"{one.rules}: not run ({one.why_not})"
        else:
            ran = f" ({one.version})" if one.version else ""
            yield from (f"{one.rules}: {fault}" for fault in one.faults)
            yield f"{one.rules}: {'faults' if one.faults else 'clean'}{ran}"


def _answer_json(one: RulesAnswer) -> Json:
    return {
        "rules": one.rules,
        "ran": one.why_not is None,
        "why_not": one.why_not,
        "version": one.version,
        "faults": list(one.faults),
    }


def warn(sentence: str) -> None:
    """Say something beside the answer."""
    click.echo(f"staff: {sentence}", err=True)


class InvoiceFindingsError(RefusedError):
    """There is something wrong."""

    def __init__(self, count: int) -> None:
        """Say how much."""
        super().__init__(f"not all is right; findings: {count}")


class RulesSkippedError(RefusedError):
    """Not all rules ran, and all were asked for."""

    def __init__(self, rules: list[str]) -> None:
        """Name those that did not."""
        super().__init__(f"not everything was checked, these did not run: {', '.join(rules)}")
