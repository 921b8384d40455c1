# SPDX-License-Identifier: GPL-3.0-or-later
"""The price of an order, by the vectors of the billing rules and by the laws of adding up."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.money import NOTHING, Money
from intake.model.pricing import Totals, VatLine, price

VECTORS = Path(__file__).parent.parent / "vectors" / "pricing_cases.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]

RATES = st.sampled_from([Decimal(rate) for rate in ("0", "6", "12", "21")])
AMOUNTS = st.builds(Money, cents=st.integers(min_value=0, max_value=10**9))
LINES = st.lists(st.tuples(AMOUNTS, RATES), max_size=8)


@pytest.fixture(params=CASES, ids=[case["name"] for case in CASES])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return each case of the vectors in turn."""
    found: dict[str, Any] = request.param
    return found


@pytest.fixture
def totals(case: dict[str, Any]) -> Totals:
    """Return what we make of the case's lines."""
    return price(
        (Money.parse(line["unit_price_excl"]).times(int(line["qty"])), Decimal(line["rate"]))
        for line in case["lines"]
    )


def test_the_net_of_the_vectors(case: dict[str, Any], totals: Totals) -> None:
    assert str(totals.net) == case["net"]


def test_the_vat_of_the_vectors_rate_by_rate(case: dict[str, Any], totals: Totals) -> None:
    assert {str(line.rate): str(line.vat) for line in totals.vat_lines} == case["vat_by_rate"]


def test_the_vat_of_the_vectors(case: dict[str, Any], totals: Totals) -> None:
    assert str(totals.vat) == case["vat"]


def test_the_total_of_the_vectors(case: dict[str, Any], totals: Totals) -> None:
    assert str(totals.total) == case["gross"]


def test_the_vectors_hold_the_case_that_rounding_by_line_gets_wrong() -> None:
    traps = [case for case in CASES if case["vat"] != case["wrong_vat_if_rounded_per_line"]]

    assert [case["name"] for case in traps] == ["per-line trap"]


def test_nothing_costs_nothing() -> None:
    assert price([]) == Totals(net=NOTHING, vat_lines=(), vat=NOTHING, total=NOTHING)


def test_the_highest_rate_stands_first() -> None:
    lines = price((Money(cents=100), Decimal(rate)) for rate in (6, 21, 0, 6)).vat_lines

    assert lines == (
        VatLine(rate=Decimal(21), net=Money(cents=100), vat=Money(cents=21)),
        VatLine(rate=Decimal(6), net=Money(cents=200), vat=Money(cents=12)),
        VatLine(rate=Decimal(0), net=Money(cents=100), vat=NOTHING),
    )


@settings(deadline=None)
@given(LINES)
def test_net_and_vat_come_to_the_total(lines: list[tuple[Money, Decimal]]) -> None:
    totals = price(lines)

    assert totals.net + totals.vat == totals.total


@settings(deadline=None)
@given(LINES)
def test_no_cent_of_the_lines_is_lost(lines: list[tuple[Money, Decimal]]) -> None:
    assert price(lines).net == sum((net for net, _ in lines), start=NOTHING)


@settings(deadline=None)
@given(LINES)
def test_the_nets_by_rate_come_to_the_net(lines: list[tuple[Money, Decimal]]) -> None:
    totals = price(lines)

    assert sum((line.net for line in totals.vat_lines), start=NOTHING) == totals.net


@settings(deadline=None)
@given(LINES)
def test_vat_is_at_most_half_a_cent_off_for_each_rate(lines: list[tuple[Money, Decimal]]) -> None:
    exact = sum((Fraction(net.cents) * Fraction(rate) / 100 for net, rate in lines), Fraction(0))

    totals = price(lines)

    assert abs(totals.vat.cents - exact) <= Fraction(len(totals.vat_lines), 2)


@settings(deadline=None)
@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(
    lines: list[tuple[Money, Decimal]],
    random: Random,
) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)

    assert price(shuffled) == price(lines)
