# SPDX-License-Identifier: GPL-3.0-or-later
"""Money is whole cents: read strictly, added exactly, rounded half up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.money import NOTHING, Money

# Up to a thousand million million euro, either way.
CENTS = st.integers(min_value=-(10**17), max_value=10**17)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0.00", 0),
        ("0.05", 5),
        ("24.00", 2400),
        ("-0.05", -5),
        ("-24.10", -2410),
        ("007.00", 700),
        ("90071992547409.93", 9_007_199_254_740_993),
    ],
)
def test_an_amount_has_a_point_and_two_decimals(text: str, cents: int) -> None:
    assert Money.parse(text) == Money(cents=cents)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "24",
        "24.",
        ".50",
        "24.0",
        "24.000",
        "24,00",
        "+24.00",
        "--24.00",
        " 24.00",
        "24.00 ",
        "24.00\n",
        "1 000.00",
        "1,000.00",
        "1_000.00",
        "€24.00",
        "1e2.00",
        "NaN",
        "٢٤.٠٠",
    ],
)
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an amount such as 24\.00"):
        Money.parse(text)


@settings(deadline=None)
@given(CENTS)
def test_an_amount_is_read_as_it_was_written(cents: int) -> None:
    assert Money.parse(str(Money(cents=cents))) == Money(cents=cents)


@settings(deadline=None)
@given(CENTS)
def test_the_euros_are_the_cents_exactly(cents: int) -> None:
    assert Fraction(Money(cents=cents).euros) * 100 == cents


@settings(deadline=None)
@given(CENTS, CENTS)
def test_adding_loses_no_cent(one: int, other: int) -> None:
    assert Money(cents=one) + Money(cents=other) == Money(cents=one + other)


@settings(deadline=None)
@given(CENTS, st.integers(min_value=0, max_value=100))
def test_a_quantity_is_an_amount_added_so_many_times(cents: int, quantity: int) -> None:
    added = sum([Money(cents=cents)] * quantity, start=NOTHING)

    assert Money(cents=cents).times(quantity) == added


def test_ten_cents_and_twenty_are_thirty() -> None:
    assert Money.parse("0.10") + Money.parse("0.20") == Money.parse("0.30")


def test_amounts_are_ordered() -> None:
    assert Money.parse("-1.00") < NOTHING < Money.parse("0.01") < Money.parse("1.00")


@pytest.mark.parametrize(
    ("net", "rate", "vat"),
    [
        ("0.50", "21", "0.11"),
        ("1.50", "21", "0.32"),
        ("2.50", "21", "0.53"),
        ("0.02", "21", "0.00"),
        ("0.03", "21", "0.01"),
        ("-0.50", "21", "-0.11"),
        ("72.00", "0", "0.00"),
        ("0.25", "6", "0.02"),
        ("0.10", "5.5", "0.01"),
        ("90071992547409.93", "21", "18915118434956.09"),
    ],
)
def test_a_half_cent_is_rounded_away_from_zero(net: str, rate: str, vat: str) -> None:
    assert Money.parse(net).percent_half_up(Decimal(rate)) == Money.parse(vat)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=10_000))
def test_a_percentage_is_the_nearest_cent(cents: int, hundredths: int) -> None:
    expected = (Fraction(cents * hundredths, 10_000) + Fraction(1, 2)).__floor__()

    rate = Decimal(hundredths).scaleb(-2)

    assert Money(cents=cents).percent_half_up(rate) == Money(cents=expected)
