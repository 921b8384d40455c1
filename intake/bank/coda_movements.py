# SPDX-License-Identifier: GPL-3.0-or-later
"""The movements of CODA 2: up to three lines each, and sums with their details below them.

The first digit of a transaction code says what a movement is: 0 and 3 are transfers, 1 and 2 sums
of several; 5 and 6 or 7 are their parts, and 8 and 9 explain an amount further.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.bank.coda_places import day, money, whole
from intake.bank.file_fault import BankFileError
from intake.model.money import NOTHING, Money
from intake.model.payment import Payer
from intake.model.statement import Entry, Part

_BOOKED = frozenset("0123")
_SUMS = frozenset("12")
_PARTS = frozenset("567")
_KNOWN = _BOOKED | _PARTS | frozenset("89")
# A structured communication: 101 and 102 are the Belgian one, 100 a reference by ISO 11649.
_BELGIAN = frozenset({"101", "102"})
_COMMUNICATION = re.compile(r"\d{12}", re.ASCII)


@dataclass(slots=True, kw_only=True)
class Movement:
    """One movement, as its lines come."""

    sequence: int
    detail: int
    reference: str
    amount: Money
    code: str
    booked: datetime.date
    is_structured: bool
    communication: str
    given: str = ""
    account: str = ""
    name: str = ""
    articles: list[str] = field(default_factory=lambda: ["1"])

    @property
    def is_booked(self) -> bool:
        """Whether it counts in the balance itself, and not as a detail."""
        return self.code[0] in _BOOKED


def movement_of(line: str, movements: list[Movement]) -> None:
    """Take a line: the first of a movement begins one, the others complete the last."""
    article = line[1]
    if article == "1":
        movements.append(_begun(line))
        return
    last = movements[-1] if movements else None
    same = last and (whole(line[2:6]), whole(line[6:10])) == (last.sequence, last.detail)
    if last is None or not same or article not in "23" or article <= last.articles[-1]:
        raise BankFileError("CODA", "it continues no movement")
    last.articles.append(article)
    if article == "2":
        last.communication += line[10:63]
        last.given = line[63:98].strip()
    else:
        last.account = line[10:44].replace(" ", "")
        last.name = line[47:82].strip()
        last.communication += line[82:125]


def entries_of(movements: list[Movement]) -> Iterator[Entry]:
    """Return the transfers: each movement that is one, and the parts of each that is a sum."""
    place = 0
    while place < len(movements):
        booked = movements[place]
        details = []
        place += 1
        while place < len(movements) and not movements[place].is_booked:
            details.append(movements[place])
            place += 1
        if not booked.is_booked or any(one.sequence != booked.sequence for one in details):
            raise BankFileError("CODA", f"detail {booked.sequence} belongs to no movement")
        yield from _transfers(booked, details)


def _begun(line: str) -> Movement:
    code = line[53:61]
    if code[0] not in _KNOWN or line[61] not in "01":
        message = f"{code!r} is no code of a transaction"
        raise ValueError(message)
    return Movement(
        sequence=whole(line[2:6]),
        detail=whole(line[6:10]),
        reference=line[10:31].strip(),
        amount=money(line[31:47]),
        code=code,
        booked=day(line[115:121]),
        is_structured=line[61] == "1",
        communication=line[62:115],
    )


def _transfers(booked: Movement, details: list[Movement]) -> Iterator[Entry]:
    parts = [one for one in details if one.code[0] in _PARTS]
    if booked.code[0] not in _SUMS or not parts:
        yield _entry(booked)
        return
    if sum((one.amount for one in parts), NOTHING) != booked.amount:
        raise BankFileError(
            "CODA", f"the parts of movement {booked.sequence} do not make its amount"
        )
    yield from (_entry(one) for one in parts)


def _entry(movement: Movement) -> Entry:
    structured = movement.communication[:3] if movement.is_structured else ""
    digits = _COMMUNICATION.match(movement.communication, 3)
    is_belgian = structured in _BELGIAN and digits is not None
    return Entry(
        reference=movement.reference,
        amount=movement.amount,
        booked=movement.booked,
        parts=(Part(communication=digits.group()),) if is_belgian and digits else (),
        text="" if structured in _BELGIAN else " ".join(movement.communication.split()),
        given=movement.given,
        counterparty=Payer(name=movement.name or None, iban=movement.account or None),
    )
