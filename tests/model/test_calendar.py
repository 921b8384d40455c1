# SPDX-License-Identifier: GPL-3.0-or-later
"""Instants are UTC, and the law's day is that of Brussels."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.calendar import (
    brussels_date,
    brussels_time_text,
    instant_text,
    parse_instant,
    parse_moment,
    parse_offset_moment,
)

INSTANTS = st.datetimes(
    min_value=datetime.datetime(2000, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    max_value=datetime.datetime(2099, 12, 31),  # noqa: DTZ001
    timezones=st.just(datetime.UTC),
)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-12-31T22:59:59Z", "2026-12-31"),
        ("2026-12-31T23:00:00Z", "2027-01-01"),
        ("2026-06-30T21:59:59Z", "2026-06-30"),
        ("2026-06-30T22:00:00Z", "2026-07-01"),
        ("2026-03-28T22:59:59Z", "2026-03-28"),
        ("2026-03-29T21:59:59Z", "2026-03-29"),
        ("2026-03-29T22:00:00Z", "2026-03-30"),
        ("2026-10-25T22:59:59Z", "2026-10-25"),
        ("2028-02-28T23:00:00Z", "2028-02-29"),
    ],
)
def test_a_day_begins_at_midnight_in_brussels(instant: str, day: str) -> None:
    assert brussels_date(parse_instant(instant)) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        ("2026-11-22T10:12:00Z", "2026-11-22 11:12"),
        ("2026-07-01T10:12:00Z", "2026-07-01 12:12"),
        ("2026-03-29T00:59:59Z", "2026-03-29 01:59"),
        ("2026-03-29T01:00:00Z", "2026-03-29 03:00"),
        ("2026-10-25T00:59:59Z", "2026-10-25 02:59"),
        ("2026-10-25T01:00:00Z", "2026-10-25 02:00"),
        ("2026-12-31T23:30:00Z", "2027-01-01 00:30"),
    ],
)
def test_the_desk_reads_the_clock_of_brussels_summer_and_winter(instant: str, text: str) -> None:
    assert brussels_time_text(parse_instant(instant)) == text


@settings(deadline=None)
@given(INSTANTS)
def test_an_instant_is_read_as_it_was_written(instant: datetime.datetime) -> None:
    assert parse_instant(instant_text(instant)) == instant.replace(microsecond=0)


@settings(deadline=None)
@given(INSTANTS, st.integers(min_value=-14, max_value=14))
def test_an_instant_is_written_alike_in_every_zone(
    instant: datetime.datetime,
    hours: int,
) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=hours))

    assert instant_text(instant.astimezone(zone)) == instant_text(instant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-22",
        "2026-11-22T10:12:00",
        "2026-11-22 10:12:00Z",
        "2026-11-22T10:12:00+00:00",
        "2026-11-22T10:12:00.5Z",
        "2026-02-29T10:12:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T10:12:00Z\n",
    ],
)
def test_another_form_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not match format|day is out of range|unconverted"):
        parse_instant(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22", "2026-11-22T00:00:00+01:00"),
        ("2026-07-01", "2026-07-01T00:00:00+02:00"),
        ("2026-11-22T21:00:00Z", "2026-11-22T21:00:00+00:00"),
    ],
)
def test_a_day_begins_in_brussels_and_a_moment_has_its_offset(text: str, expected: str) -> None:
    assert parse_moment(text).isoformat() == expected


@pytest.mark.parametrize("text", ["", "22 November", "2026-11-31", "2026-11-22T21:00:00"])
def test_a_moment_without_a_meaning_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="no day like 2026-11-22"):
        parse_moment(text)


def test_a_day_is_no_time_of_day() -> None:
    with pytest.raises(ValueError, match="has no time of day"):
        parse_offset_moment("2026-11-22")
