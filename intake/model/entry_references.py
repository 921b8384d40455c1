# SPDX-License-Identifier: GPL-3.0-or-later
"""Which orders an entry names, exactly: twelve digits with their check digits, and nothing less.

A structured reference comes from the bank as such. In free text a communication counts if it is
written as one, +++202/6000/04236+++ with any of the usual signs between its groups, or as twelve
digits that stand alone. Fragments of digits are never matched: two orders would soon share one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.model.money import Money
from intake.model.statement import Entry
from intake.model.structured_communication import (
    BadNumberError,
    OrderNumber,
    communication_digits,
    is_order_number,
    parse_number,
)

_LENGTH = 12
# So many digits in a frame were to be a communication.
_NEARLY = 8
_SIGNS = r"[ ./\-]?"
# Three, four and five digits; not part of a longer number.
_GROUPED = re.compile(
    rf"(?<!\d)(?P<first>\d{{3}})(?P<sign>{_SIGNS})(?P<second>\d{{4}}){_SIGNS}(?P<third>\d{{5}})(?!\d)",
    re.ASCII,
)
_FRAMED = re.compile(r"(?:\+\+\+|\*\*\*)(?P<inside>[^+*]{1,40})(?:\+\+\+|\*\*\*)")
_NUMBER = re.compile(r"(?<!\d)20\d{8}(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An order that an entry names. ``is_certain`` if the form leaves no doubt that it is meant."""

    number: OrderNumber
    share: Money | None = None
    is_certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What an entry names: orders, and what was to be a communication and is none."""

    named: tuple[Named, ...]
    wrong: tuple[str, ...]


def references_of(entry: Entry) -> References:
    """Return what an entry names, each order once."""
    named: dict[OrderNumber, Named] = {}
    wrong = []
    for found in _found(entry):
        if isinstance(found, str):
            wrong.append(found)
        else:
            named.setdefault(found.number, found)
    return References(named=tuple(named.values()), wrong=tuple(wrong))


def numbers_in(text: str) -> list[OrderNumber]:
    """Return what might be order numbers without check digits: good for a suggestion, no more."""
    return [OrderNumber(found) for found in _NUMBER.findall(text)]


def _found(entry: Entry) -> Iterator[Named | str]:
    return _structured(entry) if entry.parts else _in_text(entry.text)


def _structured(entry: Entry) -> Iterator[Named | str]:
    for part in entry.parts:
        digits = _digits(part.communication)
        number = _number(digits)
        if number:
            yield Named(number=number, share=part.amount)
        elif digits.isdecimal():
            # Other references, such as those of ISO 11649, are none of ours.
            yield part.communication


def _in_text(text: str) -> Iterator[Named | str]:
    for framed in _FRAMED.finditer(text):
        digits = _digits(framed["inside"])
        number = _number(digits)
        if number:
            yield Named(number=number)
        elif sum(map(str.isdecimal, digits)) >= _NEARLY:
            yield framed.group()
    for grouped in _GROUPED.finditer(_FRAMED.sub(" ", text)):
        number = _number("".join(grouped.group("first", "second", "third")))
        is_written_as_one = bool(grouped["sign"])
        if number:
            yield Named(number=number, is_certain=is_written_as_one)
        elif is_written_as_one:
            yield grouped.group()


def _digits(text: str) -> str:
    return re.sub(r"[\s+*/.\-]", "", text)


def _number(digits: str) -> OrderNumber | None:
    if len(digits) != _LENGTH or not is_order_number(digits[:10]):
        return None
    try:
        number = parse_number(digits)
    except BadNumberError:
        return None
    return number if communication_digits(number) == digits else None
