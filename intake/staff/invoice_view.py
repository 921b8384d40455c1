# SPDX-License-Identifier: GPL-3.0-or-later
"""How invoices, and what rules say of them, look in a terminal."""

from collections.abc import Iterator, Sequence
from datetime import date

import click
from rich.table import Table

from intake.actions.list_invoice import DueInvoice
from intake.documents.official_rules import RulesAnswer
from intake.staff.desk import Json
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


def answer_lines(answers: Sequence[RulesAnswer]) -> Iterator[str]:
    """Say of each set of rules whether it ran, and what it found."""
    for one in answers:
        if one.why_not is not None:
            yield f"{one.rules}: not run ({one.why_not})"
        else:
            ran = f" ({one.version})" if one.version else ""
            yield from (f"{one.rules}: {fault}" for fault in one.faults)
            yield f"{one.rules}: {'faults' if one.faults else 'clean'}{ran}"


def answers_json(answers: Sequence[RulesAnswer]) -> Json:
    """Return the same for programs."""
    return [
        {
            "rules": one.rules,
            "ran": one.why_not is None,
            "why_not": one.why_not,
            "version": one.version,
            "faults": list(one.faults),
        }
        for one in answers
    ]


def warn(sentence: str) -> None:
    """Say something beside the answer."""
    click.echo(f"staff: {sentence}", err=True)
