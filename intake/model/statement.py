# SPDX-License-Identifier: GPL-3.0-or-later
"""A bank statement and its entries: one value for every format that a bank may send."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from intake.model.money import NOTHING, Money
from intake.model.paper_mark import paper_mark
from intake.model.payment import NOBODY, EntryReference, Payer, entry_mark
from intake.model.structured_communication import OrderNumber

_FOLDER_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One structured reference of an entry, as the bank hands it over, with its share if named."""

    communication: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a statement; of a line that sums up several transfers, one transfer.

    ``amount`` is above 0 for what came in, and below for what left. ``sequence`` counts from 1
    among the entries of one statement with the same bank reference. ``given`` is the reference
    that whoever ordered the transfer gave it.
    """

    reference: str
    sequence: int = 1
    amount: Money
    booked: datetime.date
    parts: tuple[Part, ...] = ()
    text: str = ""
    given: str = ""
    counterparty: Payer = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the bank says of one account from one balance to the next.

    ``year`` and ``count`` number it; a bank may number nothing, then ``count`` is None and ``name``
    its own.
    """

    account: str
    name: str
    year: int
    count: int | None
    opening: Money
    closing: Money
    opened: datetime.date
    closed: datetime.date
    entries: tuple[Entry, ...]

    def entry_reference(self, entry: Entry) -> EntryReference:
        """Return what tells an entry of this statement from every other."""
        return EntryReference(
            account=self.account,
            statement=self.name,
            reference=entry.reference,
            sequence=entry.sequence,
        )

    def mark_of(self, entry: Entry) -> str:
        """Return the mark of the papers about an entry."""
        return entry_mark(self.entry_reference(entry))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """That an entry pays no order, and why: a gift, a grant, interest."""

    entry: EntryReference
    reason: str
    recorded: datetime.datetime


def statement_name(year: int, count: int) -> str:
    """Return the name of a numbered statement.

    >>> statement_name(2026, 42)
    '2026-042'
    """
    return f"{year:04d}-{count:03d}"


def counted(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries with their places among those of the same bank reference."""
    seen: Counter[str] = Counter()
    numbered = []
    for entry in entries:
        seen[entry.reference] += 1
        numbered.append(replace(entry, sequence=seen[entry.reference]))
    return tuple(numbered)


def statement_mark(account: str, name: str) -> str:
    """Return the mark of a statement's paper, the same in every clone of the register.

    >>> statement_mark("BE98096244505493", "2026-042")
    '0763a6a8b7b74f2a'
    """
    return paper_mark(f"statement/1 {account}|{name}")


def statement_folder(mark: str) -> OrderNumber:
    """Return the number of a statement's dossier: ten digits that no order can have.

    Orders begin with their year; this begins with 0, and follows from the mark, so that two desks
    that import one file off line write into one dossier.
    """
    return OrderNumber(f"0{int(mark, 16) % 10**_FOLDER_DIGITS:0{_FOLDER_DIGITS}d}")


def balance_fault(statement: Statement) -> str | None:
    """Return what is wrong with the sums of a statement, None if they hold."""
    moved = sum((entry.amount for entry in statement.entries), NOTHING)
    if statement.opening + moved != statement.closing:
        return (
            f"statement {statement.name}: {statement.opening} and the entries, {moved}, "
            f"do not make {statement.closing}"
        )
    if statement.closed < statement.opened:
        return f"statement {statement.name}: it ends before it begins"
    return None


def chain_fault(earlier: Statement, later: Statement) -> str | None:
    """Return why one statement does not follow another of the same account, None if it does."""
    if earlier.closing != later.opening:
        return f"it begins with {later.opening}, and {earlier.name} ended with {earlier.closing}"
    if earlier.count is None or later.count is None or later.year > earlier.year:
        return None
    if (later.year, later.count) != (earlier.year, earlier.count + 1):
        return f"it does not follow {earlier.name}: one is missing between them"
    return None


def in_order(statements: Iterable[Statement]) -> Sequence[Statement]:
    """Return statements as they follow each other."""
    return sorted(statements, key=lambda one: (one.closed, one.year, one.count or 0, one.opened))
