# SPDX-License-Identifier: GPL-3.0-or-later
"""How numbers, amounts and days stand in a line of CODA; ValueError for anything else."""

import datetime

from intake.model.money import Money

LENGTH = 128
_TENTHS = 10


def whole(text: str) -> int:
    """Read digits."""
    if not (text.isascii() and text.isdecimal()):
        message = f"{text!r} is no number"
        raise ValueError(message)
    return int(text)


def money(text: str) -> Money:
    """Read a sign (0 credit, 1 debit) and fifteen digits of tenths of a cent.

    >>> money("1000000000087120")
    Money(cents=-8712)
    """
    cents, tenths = divmod(whole(text[1:]), _TENTHS)
    if text[0] not in "01" or tenths:
        message = f"{text!r} is no amount in cents"
        raise ValueError(message)
    return Money(cents=-cents if text[0] == "1" else cents)


def day(text: str) -> datetime.date:
    """Read a day, DDMMYY.

    >>> day("241126")
    datetime.date(2026, 11, 24)
    """
    whole(text)
    return datetime.date(2000 + int(text[4:]), int(text[2:4]), int(text[:2]))
