# SPDX-License-Identifier: GPL-3.0-or-later
"""By when we answer and pay back, over weekends, holidays, nights and the change of the clocks."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.calendar import BRUSSELS
from intake.model.deadlines import refund_deadline, response_deadline
from intake.model.working_days import is_working_day

HOURS = datetime.timedelta(hours=1)
INSTANTS = st.datetimes(
    min_value=datetime.datetime(2026, 1, 1),  # noqa: DTZ001  # made aware by the strategy
    max_value=datetime.datetime(2040, 12, 31),  # noqa: DTZ001
    timezones=st.just(datetime.UTC),
)


def brussels(text: str) -> datetime.datetime:
    """Return an instant that is written in the time of Brussels."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


@pytest.mark.promise("P33")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-24 10:00", "2026-11-25 10:00"),  # Tuesday
        ("2026-11-24 08:30", "2026-11-25 09:00"),  # before we open
        ("2026-11-24 16:59", "2026-11-25 16:59"),
        ("2026-11-24 17:00", "2026-11-26 09:00"),  # closed: from tomorrow's opening
        ("2026-11-24 23:59", "2026-11-26 09:00"),
        ("2026-11-26 18:00", "2026-11-28 18:00"),  # Thursday evening: those hours end on Saturday
        ("2026-11-27 10:00", "2026-11-29 10:00"),  # Friday
        ("2026-11-27 18:00", "2026-11-29 18:00"),
        ("2026-11-28 12:00", "2026-11-30 12:00"),  # Saturday
        ("2026-11-29 23:00", "2026-12-01 23:00"),  # Sunday
        ("2026-11-10 10:00", "2026-11-12 10:00"),  # the day before the 11th of November
        ("2026-11-11 10:00", "2026-11-13 10:00"),
        ("2026-10-24 12:00", "2026-10-26 11:00"),  # the night with an hour more
        ("2026-03-28 12:00", "2026-03-30 13:00"),  # the night with an hour less
    ],
)
def test_an_answer_is_due(received: str, due: str) -> None:
    assert response_deadline(brussels(received)) == brussels(due).astimezone(datetime.UTC)


@given(INSTANTS)
def test_an_answer_never_takes_more_than_48_hours_nor_less_than_24(
    received: datetime.datetime,
) -> None:
    assert 24 * HOURS <= response_deadline(received) - received <= 48 * HOURS


@given(INSTANTS)
def test_a_question_in_office_hours_takes_a_day_unless_that_ends_in_a_weekend(
    received: datetime.datetime,
) -> None:
    local = received.astimezone(BRUSSELS)
    tomorrow = local.date() + datetime.timedelta(days=1)
    if is_working_day(local.date()) and is_working_day(tomorrow) and 9 <= local.hour < 17:
        assert response_deadline(received) == received + 24 * HOURS


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-22 11:12", "2026-12-06 23:59:59"),
        ("2026-11-22 00:00", "2026-12-06 23:59:59"),
        ("2026-03-20 23:59", "2026-04-03 23:59:59"),  # the clocks change in between
        ("2026-12-25 09:00", "2027-01-08 23:59:59"),
    ],
)
def test_money_is_paid_back_by_the_end_of_the_fourteenth_day(received: str, due: str) -> None:
    assert refund_deadline(brussels(received)) == brussels(due).astimezone(datetime.UTC)
