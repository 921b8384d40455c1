# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in one cell of an exported list, and how text is kept from being a formula.

A spreadsheet runs what begins like a formula, and members type names, remarks and references. In
CSV such a text gets an apostrophe before it; in ODS every cell says itself that it is a text.
"""

import datetime
from decimal import Decimal

from intake.model.calendar import BRUSSELS

Cell = str | int | bool | Decimal | datetime.date | datetime.datetime | None
# How a formula may begin (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A structured communication is no formula to any spreadsheet, and people copy it.
_COMMUNICATION = "+++"


def cell_text(cell: object) -> str:
    """Write a cell as text that no spreadsheet runs; moments as the clock in Brussels shows them.

    >>> cell_text("=1+1"), cell_text(Decimal("-25.00")), cell_text(True)
    ("'=1+1", '-25.00', 'yes')
    """
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime.datetime():
            return brussels_clock(cell).isoformat(sep=" ")
        case str():
            return harmless(cell)
    return str(cell)


def harmless(text: str) -> str:
    """Return a text that somebody typed so that no spreadsheet runs it."""
    is_formula = text.startswith(_FORMULA) and not text.startswith(_COMMUNICATION)
    return f"'{text}" if is_formula else text


def brussels_clock(moment: datetime.datetime) -> datetime.datetime:
    """Return what a clock in Brussels shows, without saying that it is one."""
    return moment.astimezone(BRUSSELS).replace(tzinfo=None)
