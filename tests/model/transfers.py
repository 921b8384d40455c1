# SPDX-License-Identifier: GPL-3.0-or-later
"""Transfers as people make them: exact, mistyped, in free text, twice, for several orders."""

import dataclasses
import datetime
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intake.model.matching import Billed, Outcome
from intake.model.money import NOTHING, Money
from intake.model.order_state import OrderState
from intake.model.payment import Account
from intake.model.statement import Entry, Part, counted
from intake.model.structured_communication import (
    OrderNumber,
    communication_digits,
    communication_text,
    order_number,
)

DAY = datetime.date(2026, 11, 24)
_WORDS = (
    "facture",
    "hosting",
    "betaling",
    "merci",
    "2026",
    "0475123456",
    "12/2026",
    "asbl",
    "n° 7",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An entry, and the orders that whoever paid had in mind."""

    entry: Entry
    meant: frozenset[OrderNumber]


def orders(chance: random.Random, count: int) -> dict[OrderNumber, Billed]:
    """Return orders with numbers that follow each other, as ours do."""
    numbers = [order_number(year=2026, machine=0, count=one + 1) for one in range(count)]
    nothing = Account(received=NOTHING, refunded=NOTHING, planned=NOTHING)
    states = [OrderState.RECEIVED] * 9 + [OrderState.CANCELLED]
    return {
        number: Billed(
            number=number,
            to_pay=Money(cents=chance.choice((6000, 8712, 1452, 12_100, 24_200))),
            state=chance.choice(states),
            account=nothing,
        )
        for number in numbers
    }


def transfers(
    chance: random.Random, known: Mapping[OrderNumber, Billed], count: int
) -> Iterator[Transfer]:
    """Return so many transfers for these orders."""
    numbers = list(known)
    for _ in range(count):
        number = chance.choice(numbers)
        yield chance.choice(_KINDS)(chance, known, number)


def with_places(made: list[Transfer]) -> list[Transfer]:
    """Return the transfers as the entries of one statement."""
    entries = counted(one.entry for one in made)
    return [dataclasses.replace(one, entry=entry) for one, entry in zip(made, entries, strict=True)]


def _entry(chance: random.Random, amount: Money, *, digits: str = "", text: str = "") -> Entry:
    return Entry(
        reference=f"B{chance.randrange(500)}",
        amount=amount,
        booked=DAY,
        parts=(Part(communication=digits),) if digits else (),
        text=text,
    )


def _due(known: Mapping[OrderNumber, Billed], number: OrderNumber) -> Money:
    return known[number].to_pay or NOTHING


def _amount(chance: random.Random, due: Money) -> Money:
    """Return what is due, or something near it."""
    return Money(cents=due.cents + chance.choice((0, 0, 0, -100, 100, -due.cents // 2)))


def _exact(
    chance: random.Random, known: Mapping[OrderNumber, Billed], number: OrderNumber
) -> Transfer:
    amount = _amount(chance, _due(known, number))
    entry = _entry(chance, amount, digits=communication_digits(number))
    return Transfer(entry=entry, meant=frozenset({number}))


def _free(
    chance: random.Random, known: Mapping[OrderNumber, Billed], number: OrderNumber
) -> Transfer:
    digits = communication_digits(number)
    written = chance.choice(
        (
            communication_text(number),
            communication_text(number).replace("+", "*"),
            digits,
            f"{digits[:3]} {digits[3:7]} {digits[7:]}",
            number,
            digits[-7:],
            "",
        )
    )
    words = [*chance.sample(_WORDS, 3), written]
    chance.shuffle(words)
    amount = _amount(chance, _due(known, number))
    entry = _entry(chance, amount, text=" ".join(words))
    return Transfer(entry=entry, meant=frozenset({number}))


def _mistyped(
    chance: random.Random, known: Mapping[OrderNumber, Billed], number: OrderNumber
) -> Transfer:
    wrong = with_an_error(chance, communication_digits(number))
    amount = _amount(chance, _due(known, number))
    framed = f"+++{wrong[:3]}/{wrong[3:7]}/{wrong[7:]}+++"
    entry = chance.choice(
        (
            _entry(chance, amount, digits=wrong),
            _entry(chance, amount, text=framed),
            _entry(chance, amount, text=f"{chance.choice(_WORDS)} {wrong}"),
        )
    )
    return Transfer(entry=entry, meant=frozenset({number}))


def with_an_error(chance: random.Random, digits: str) -> str:
    """Return digits as a hand mistypes them: one other, two exchanged, one too few or too many."""
    place, other = chance.randrange(len(digits)), chance.randrange(len(digits))
    made = list(digits)
    error = chance.randrange(4)
    if error == 0:
        made[place] = str(chance.randrange(10))
    elif error == 1:
        made[place], made[other] = made[other], made[place]
    elif error == 2:
        del made[place]
    else:
        made.insert(place, made[other])
    return "".join(made)


def _joint(
    chance: random.Random, known: Mapping[OrderNumber, Billed], number: OrderNumber
) -> Transfer:
    meant = frozenset({number, chance.choice(list(known))})
    total = sum((_due(known, one) for one in meant), NOTHING)
    text = " et ".join(communication_text(one) for one in sorted(meant))
    entry = _entry(chance, _amount(chance, total), text=text)
    return Transfer(entry=entry, meant=meant)


def _unrelated(
    chance: random.Random, known: Mapping[OrderNumber, Billed], number: OrderNumber
) -> Transfer:
    """Return what has the amount of an order, or leaves our account, and is for none."""
    sign = chance.choice((1, -1))
    text = " ".join(chance.sample(_WORDS, 4))
    entry = _entry(chance, _due(known, number).times(sign), text=text)
    return Transfer(entry=entry, meant=frozenset())


_KINDS = (_exact, _exact, _free, _free, _mistyped, _mistyped, _joint, _unrelated)


def wrong_matches(
    made: list[Transfer], booked: list[tuple[Outcome, frozenset[OrderNumber]]]
) -> int:
    """Return how many were booked on an order that nobody had in mind."""
    return sum(not numbers <= one.meant for one, (_, numbers) in zip(made, booked, strict=True))
