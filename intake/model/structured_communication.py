# SPDX-License-Identifier: GPL-3.0-or-later
"""The Belgian structured communication (OGM/VCS): how a transfer names its order.

Ten digits and two check digits, the remainder of the ten by 97, and 97 where that would be 0
(Febelfin; the check digits are python-stdnum's). The ten digits are the order number itself: the
year, the digit of the intake machine, and a count of five digits.
"""

import re
from typing import NewType

from stdnum.be import ogm_vcs

from intake.errors import Fault, InvalidInputError

# Ten digits, year first: "2026000042".
OrderNumber = NewType("OrderNumber", str)

_ORDER_NUMBER = re.compile(r"\d{10}", re.ASCII)
# What people and banks write between the digits.
_SEPARATORS = str.maketrans("", "", "+*/. -\N{NO-BREAK SPACE}")
LAST_COUNT = 99_999
# After four digits of the year and one of the machine.
_COUNT_FROM = 5
# Orders that staff release from the held box are numbered beside the running intakes.
DESK_MACHINE = 9


def order_number(*, year: int, machine: int, count: int) -> OrderNumber:
    """Return the number of an order.

    >>> order_number(year=2026, machine=0, count=42)
    '2026000042'
    """
    return OrderNumber(f"{year:04d}{machine:d}{count:05d}")


def is_order_number(text: str) -> bool:
    """Say whether the text has the form of an order number."""
    return _ORDER_NUMBER.fullmatch(text) is not None


def is_number_of(number: OrderNumber, year: int) -> bool:
    """Say whether a machine of ours may have given the number in that year.

    >>> is_number_of(OrderNumber("2026000042"), 2026), is_number_of(OrderNumber("2026000000"), 2026)
    (True, False)
    """
    count = int(number[_COUNT_FROM:])
    return number.startswith(f"{year:04d}") and count > 0


def communication_digits(number: OrderNumber) -> str:
    """Return the twelve digits, as banks and the payment QR want them.

    >>> communication_digits(OrderNumber("2026000042"))
    '202600004236'
    """
    return f"{number}{ogm_vcs.calc_check_digits(number)}"


def communication_text(number: OrderNumber) -> str:
    """Return the communication as people write it.

    >>> communication_text(OrderNumber("2026000042"))
    '+++202/6000/04236+++'
    """
    digits = communication_digits(number)
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def parse_number(text: str) -> OrderNumber:
    """Read an order number, or the structured communication that holds it; else BadNumberError.

    >>> parse_number("+++202/6000/04236+++")
    '2026000042'
    """
    digits = text.translate(_SEPARATORS)
    if is_order_number(digits):
        return OrderNumber(digits)
    number = digits[:10]
    if is_order_number(number) and communication_digits(OrderNumber(number)) == digits:
        return OrderNumber(number)
    raise BadNumberError(text)


class BadNumberError(InvalidInputError):
    """This is no order number."""

    def __init__(self, text: str) -> None:
        """Keep what was typed."""
        super().__init__([Fault(field="number", code="bad_order_number")])
        self.text = text

    def __str__(self) -> str:
        """Say what a number looks like."""
        return f"{self.text!r} is no order number, such as 2026000042 or +++202/6000/04236+++"
