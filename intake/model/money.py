# SPDX-License-Identifier: GPL-3.0-or-later
"""Money: whole cents of euro, never a float."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

_PATTERN = re.compile(r"(-?)(\d+)\.(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Money:
    """An amount in cents of euro.

    >>> Money.parse("60.00") + Money.parse("12.00")
    Money(cents=7200)
    >>> str(Money(cents=-5))
    '-0.05'
    """

    cents: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``"24.00"``: always a point and two decimals, else ValueError."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            message = f"{text!r} is not an amount such as 24.00"
            raise ValueError(message)
        sign, euros, cents = match.groups()
        return cls(cents=int(f"{sign}{euros}{cents}"))

    @property
    def euros(self) -> Decimal:
        """The amount as an exact decimal of euro."""
        return Decimal(self.cents).scaleb(-2)

    def __str__(self) -> str:
        """Write the amount as ``parse`` reads it."""
        return f"{self.euros:.2f}"

    def __add__(self, other: Self) -> Self:
        """Add two amounts."""
        return type(self)(cents=self.cents + other.cents)

    def times(self, quantity: int) -> Self:
        """Multiply by a whole number."""
        return type(self)(cents=self.cents * quantity)

    def percent_half_up(self, rate: Decimal) -> Self:
        """Return that percentage of the amount, a half cent rounded away from zero.

        >>> Money(cents=50).percent_half_up(Decimal(21))
        Money(cents=11)
        """
        exact = Decimal(self.cents) * rate / 100
        return type(self)(cents=int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


NOTHING = Money(cents=0)
