# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of a quotation: what is filled in is read, anything else is refused."""

from datetime import date

import pytest

from intake.errors import RefusedError
from intake.model.money import Money
from intake.model.named_prices import PlacedPrice
from intake.staff.quotation_form import price_of, read_form

GOOD = """
valid_until = 2026-12-31
[[price]]
line = 1
unit_net = "450"
months = 0
[[price]]
line = 2
unit_net = "12,50"
months = 12
"""


def test_a_form_that_is_filled_in_is_read() -> None:
    assert read_form(GOOD) == (
        [
            PlacedPrice(place=1, unit_net=Money.parse("450.00")),
            PlacedPrice(place=2, unit_net=Money.parse("12.50"), months=12),
        ],
        date(2026, 12, 31),
    )


def test_the_last_day_may_be_left_out() -> None:
    assert read_form(GOOD.replace("valid_until = 2026-12-31", ""))[1] is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"450"', '""'),
        ('"450"', "450.00"),
        ('"450"', '"many"'),
        ("line = 1", "line = true"),
        ("line = 1", 'line = "1"'),
        ("months = 0", ""),
        ("months = 0", "months = 0\nwhy = 1"),
        ("2026-12-31", "2026-12-31T00:00:00Z"),
        ("2026-12-31", '"soon"'),
        ("[[price]]\nline = 1", "[price]\nline = 1"),
        ("valid_until", "valid"),
    ],
)
def test_anything_else_is_refused(old: str, new: str) -> None:
    with pytest.raises(RefusedError, match="nothing was written"):
        read_form(GOOD.replace(old, new, 1))


@pytest.mark.parametrize("text", ["", "1", "450", "1=", "1=x", "=1", "1=1/x", "1=1.2.3", "1=1.005"])
def test_a_price_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="nothing was written"):
        price_of(text)
