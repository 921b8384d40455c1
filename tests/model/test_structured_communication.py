# SPDX-License-Identifier: GPL-3.0-or-later
"""Order numbers and the structured communication that names them on a transfer."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.structured_communication import (
    LAST_COUNT,
    OrderNumber,
    communication_digits,
    communication_text,
    is_order_number,
    order_number,
)

VECTORS = Path(__file__).parent.parent / "vectors" / "number_vectors.json"
NUMBERS = json.loads(VECTORS.read_text(encoding="utf-8"))
VALID = [(one["base"], one["ogm"], one["display"]) for one in NUMBERS["ogm_valid"]]

TEN_DIGITS = st.integers(min_value=0, max_value=10**10 - 1).map(
    lambda number: OrderNumber(f"{number:010d}"),
)


@pytest.mark.parametrize(("base", "digits", "_text"), VALID)
def test_the_check_digits_of_the_vectors(base: str, digits: str, _text: str) -> None:
    assert communication_digits(OrderNumber(base)) == digits


@pytest.mark.parametrize(("base", "_digits", "text"), VALID)
def test_people_read_it_in_three_groups(base: str, _digits: str, text: str) -> None:
    assert communication_text(OrderNumber(base)) == text


@pytest.mark.parametrize("wrong", NUMBERS["ogm_invalid"])
def test_a_wrong_communication_is_that_of_no_order(wrong: str) -> None:
    number = OrderNumber("".join(filter(str.isdigit, wrong))[:10])

    assert wrong not in {communication_digits(number), communication_text(number)}


@settings(deadline=None)
@given(TEN_DIGITS)
def test_the_check_digits_are_the_remainder_by_97(number: OrderNumber) -> None:
    digits = communication_digits(number)

    assert (digits[:10], int(digits[10:])) == (number, int(number) % 97 or 97)


@settings(deadline=None)
@given(TEN_DIGITS)
def test_a_communication_has_twelve_digits(number: OrderNumber) -> None:
    digits = communication_digits(number)

    assert (len(digits), digits.isascii(), digits.isdigit()) == (12, True, True)


@settings(deadline=None)
@given(TEN_DIGITS)
def test_the_text_holds_the_digits_and_nothing_else(number: OrderNumber) -> None:
    text = communication_text(number)

    assert text.strip("+").replace("/", "") == communication_digits(number)


@settings(deadline=None)
@given(TEN_DIGITS, st.integers(min_value=0, max_value=9), st.integers(min_value=1, max_value=9))
def test_one_digit_mistyped_never_names_another_order(
    number: OrderNumber,
    place: int,
    step: int,
) -> None:
    digits = communication_digits(number)
    mistyped = f"{digits[:place]}{(int(digits[place]) + step) % 10}{digits[place + 1 :]}"

    assert communication_digits(OrderNumber(mistyped[:10])) != mistyped


@settings(deadline=None)
@given(TEN_DIGITS, st.integers(min_value=0, max_value=8))
def test_two_neighbours_exchanged_never_name_another_order(number: OrderNumber, at: int) -> None:
    digits = communication_digits(number)
    exchanged = f"{digits[:at]}{digits[at + 1]}{digits[at]}{digits[at + 2 :]}"

    answer = communication_digits(OrderNumber(exchanged[:10]))

    assert answer != exchanged or exchanged == digits


@pytest.mark.parametrize(
    ("year", "machine", "count", "number"),
    [
        (2026, 0, 1, "2026000001"),
        (2026, 0, 42, "2026000042"),
        (2026, 9, 42, "2026900042"),
        (2027, 3, LAST_COUNT, "2027399999"),
    ],
)
def test_a_number_is_the_year_the_machine_and_a_count(
    year: int,
    machine: int,
    count: int,
    number: str,
) -> None:
    assert order_number(year=year, machine=machine, count=count) == number


@pytest.mark.parametrize("text", ["2026000042", "0000000000", "9999999999"])
def test_ten_digits_are_an_order_number(text: str) -> None:
    assert is_order_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "202600042", "20260000421", "2026000042\n", " 2026000042", "2026-00042", "٢٠٢٦٠٠٠٠٤٢"],
)
def test_anything_else_is_no_order_number(text: str) -> None:
    assert not is_order_number(text)
