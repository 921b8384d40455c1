# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of moves: what may happen to something where it is, and which rule says no to the rest.

A table is a text, as people draw it: a row for each state, a column for each event, and in each
cell the state that follows, several if an amount decides, or in brackets the rule that forbids it.
Where something is follows from its papers alone; the table is asked before a paper is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from intake.errors import RefusedError

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[State, Event]):
    """All moves of one kind of thing, and the words of each rule by its name."""

    text: str
    moves: Mapping[tuple[State, Event], tuple[State, ...] | str]
    rules: Mapping[str, str]

    def rule(self, state: State, event: Event) -> str | None:
        """Return the words of the rule that forbids a move, None if it may be made."""
        found = self.moves[state, event]
        return self.rules[found] if isinstance(found, str) else None

    def after(self, state: State, event: Event) -> tuple[State, ...]:
        """Return the states that an event can lead to, none if it is forbidden."""
        found = self.moves[state, event]
        return () if isinstance(found, str) else found

    def check(self, state: State, event: Event, what: str) -> None:
        """Refuse a forbidden move of what is named; ForbiddenMoveError gives the rule."""
        rule = self.rule(state, event)
        if rule:
            raise ForbiddenMoveError(what, state, rule)


def read_table(
    text: str, states: type[State], events: type[Event], rules: Mapping[str, str]
) -> Table[State, Event]:
    """Read a drawn table; ValueError unless it has each state, each event and each rule once."""
    head, *rows = (line.split() for line in text.strip().splitlines())
    columns = [events(word) for word in head]
    moves = {
        (states(state), event): _cell(cell, states)
        for state, *cells in rows
        for event, cell in zip(columns, cells, strict=True)
    }
    named = {found for found in moves.values() if isinstance(found, str)}
    if len(moves) != len(states) * len(events) or named != set(rules):
        raise ValueError(named ^ set(rules))
    return Table(text=text, moves=moves, rules=rules)


def _cell(cell: str, states: type[State]) -> tuple[State, ...] | str:
    if cell.startswith("["):
        return cell.strip("[]")
    return tuple(states(word) for word in cell.split("|"))


class ForbiddenMoveError(RefusedError):
    """A rule forbids what was asked for, where the thing is now."""

    def __init__(self, what: str, state: str, rule: str) -> None:
        """Say what it is and where, and give the rule."""
        super().__init__(f"{what} is {state}: {rule}; nothing was written")
