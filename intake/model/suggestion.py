# SPDX-License-Identifier: GPL-3.0-or-later
"""Which orders an entry without a proper reference might be for: a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.model.entry_references import numbers_in
from intake.model.money import Money
from intake.model.statement import Entry
from intake.model.structured_communication import OrderNumber

_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An order that waits for money, and who might pay it."""

    number: OrderNumber
    due: Money
    name: str
    # The accounts that the same customer paid from before.
    ibans: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An order, and what speaks for it."""

    number: OrderNumber
    reasons: tuple[str, ...]


def suggestions_for(entry: Entry, candidates: Iterable[Candidate]) -> list[Suggestion]:
    """Return the few orders that most speaks for, the best first; the amount alone is little."""
    in_text = set(numbers_in(f"{entry.text} {' '.join(one.communication for one in entry.parts)}"))
    suggestions = []
    for one in candidates:
        reasons = [
            reason
            for reason, speaks in (
                ("number", one.number in in_text),
                ("account", entry.counterparty.iban in one.ibans),
                ("amount", entry.amount == one.due),
                ("name", _is_same(entry.counterparty.name, one.name)),
            )
            if speaks
        ]
        if reasons:
            suggestions.append(Suggestion(number=one.number, reasons=tuple(reasons)))
    return sorted(suggestions, key=lambda one: (-len(one.reasons), one.number))[:_MOST]


def _is_same(first: str | None, second: str) -> bool:
    """Banks turn names round, and write them in capitals."""
    return first is not None and _words(first) == _words(second)


def _words(name: str) -> list[str]:
    return sorted(name.casefold().replace(".", " ").split())
