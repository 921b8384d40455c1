# SPDX-License-Identifier: GPL-3.0-or-later
"""The series of invoices and credit notes: 1..n in a year, and a fault stops them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.document_number import (
    LAST_COUNT,
    BadDocumentNumberError,
    DocumentNumber,
    Series,
    SeriesBrokenError,
    next_numbers,
    series_faults,
)

NUMBERS = st.builds(
    DocumentNumber,
    series=st.sampled_from(Series),
    year=st.integers(2000, 2999),
    count=st.integers(1, LAST_COUNT),
)


def numbers(*counts: int, year: int = 2026) -> list[DocumentNumber]:
    """Return invoices of a year."""
    return [DocumentNumber(series=Series.INVOICE, year=year, count=count) for count in counts]


@given(NUMBERS)
def test_a_number_is_read_from_its_text_and_from_its_mark(number: DocumentNumber) -> None:
    assert DocumentNumber.parse(str(number)) == number
    assert DocumentNumber.of_mark(number.series, number.mark) == number
    assert len(number.mark) == 16


@pytest.mark.parametrize("text", ["", "2026000042", "2026-1", "CN2026-00001", "٢٠٢٦-00001"])
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadDocumentNumberError, match="2026-00042"):
        DocumentNumber.parse(text)


def test_a_mark_of_another_paper_is_no_number() -> None:
    assert DocumentNumber.of_mark(Series.INVOICE, "0123456789abcdef") is None


@given(st.integers(0, 40), st.integers(1, 5))
def test_numbers_go_on_without_a_gap(there: int, wanted: int) -> None:
    taken = numbers(*range(1, there + 1))
    given_out = next_numbers(Series.INVOICE, 2026, taken, wanted=wanted)

    assert series_faults([*taken, *given_out]) == []
    assert [one.count for one in given_out] == list(range(there + 1, there + wanted + 1))


def test_each_year_begins_at_one() -> None:
    (first,) = next_numbers(Series.INVOICE, 2027, numbers(1, 2), wanted=1)
    assert str(first) == "2027-00001"


@pytest.mark.parametrize(
    ("taken", "what"),
    [
        (numbers(1, 3), "invoice 2026-00002 is missing"),
        (numbers(1, 2, 2), "invoice 2026-00002 is there twice"),
        (numbers(LAST_COUNT), "is missing"),
    ],
)
def test_a_series_that_is_not_whole_gives_out_no_number(
    taken: list[DocumentNumber], what: str
) -> None:
    """Two clones that gave out the same one, for instance."""
    with pytest.raises(SeriesBrokenError, match=what):
        next_numbers(Series.INVOICE, 2026, taken, wanted=1)


def test_a_full_series_gives_out_no_number() -> None:
    with pytest.raises(SeriesBrokenError, match="is full"):
        next_numbers(Series.INVOICE, 2026, numbers(*range(1, LAST_COUNT + 1)), wanted=1)
