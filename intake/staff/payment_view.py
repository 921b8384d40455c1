# SPDX-License-Identifier: GPL-3.0-or-later
"""How the desk shows entries of statements, as a table and as JSON."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from intake.actions.import_payment import ImportPlan
from intake.actions.rest_payment import Left
from intake.model.entry_references import references_of
from intake.model.matching import ON_THE_PILE, Match, Outcome
from intake.model.payment import Payment
from intake.model.statement import Entry
from intake.model.structured_communication import OrderNumber
from intake.staff.desk import Json
from intake.staff.listing import Row

_SILENT = frozenset({Outcome.DEBIT_IGNORED, Outcome.SEEN_BEFORE})


def plan_table(plan: ImportPlan) -> Table:
    """Return the entries, each with its outcome and its orders."""
    table = Table("Day", "Amount", "Outcome", "Order", "From", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for match in plan.matches:
        table.add_row(
            str(match.entry.booked),
            str(match.entry.amount),
            str(match.outcome),
            "\n".join(_orders(match)),
            Text(match.entry.counterparty.name or ""),
            style=_style(match.outcome),
        )
    return table


def pile_table(left: Iterable[Left]) -> Table:
    """Return the pile; text that strangers wrote is never read as rich's markup."""
    table = Table("Entry", "Day", "Amount", "Why", "Perhaps", "Said", box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    for one in left:
        entry = one.match.entry
        table.add_row(
            one.match.mark,
            str(entry.booked),
            str(entry.amount),
            str(one.match.outcome),
            "\n".join(f"{two.number} ({', '.join(two.reasons)})" for two in one.suggestions),
            Text(f"{entry.counterparty.name or ''}\n{_said(entry)}".strip()),
        )
    return table


def money_table(payments: Iterable[Payment]) -> Table:
    """Return what came in for an order, and what went back."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for one in payments:
        source = f"{one.source} {one.payer.name or ''}".strip()
        name = one.kind.replace("-", " ").capitalize()
        table.add_row(name, one.booked.isoformat(), str(one.amount), Text(source))
    return table


def plan_json(plan: ImportPlan, *, is_applied: bool, paid: Sequence[OrderNumber]) -> Json:
    """Return the plan, and what became of it."""
    return {
        "applied": is_applied,
        "statements": [
            {
                "name": statement.name,
                "entries": [_match_json(match) for match in matches],
            }
            for statement, matches in plan.statements
        ],
        "known": plan.known,
        "paid": list(paid),
    }


def rest_json(left: Iterable[Left]) -> list[Row]:
    """Return the pile."""
    return [
        {
            **_match_json(one.match),
            "statement": one.statement.name,
            "said": _said(one.match.entry),
            "perhaps": [
                {"number": two.number, "reasons": list(two.reasons)} for two in one.suggestions
            ],
        }
        for one in left
    ]


def _match_json(match: Match) -> dict[str, Json]:
    return {
        "entry": match.mark,
        "booked": match.entry.booked.isoformat(),
        "amount": str(match.entry.amount),
        "outcome": str(match.outcome),
        "orders": _orders(match),
        "name": match.entry.counterparty.name,
        "iban": match.entry.counterparty.iban,
    }


def _orders(match: Match) -> list[str]:
    booked = [number for number, _ in match.shares]
    named = [one.number for one in references_of(match.entry).named]
    return [str(number) for number in booked or named]


def _said(entry: Entry) -> str:
    return " ".join([*(part.communication for part in entry.parts), entry.text]).strip()


def _style(outcome: Outcome) -> str | None:
    if outcome in ON_THE_PILE:
        return "bold"
    return "dim" if outcome in _SILENT else None
