# SPDX-License-Identifier: GPL-3.0-or-later
"""The ten legal holidays of Belgium, every year."""

import datetime

import pytest

from intake.model.working_days import is_holiday, is_working_day

HOLIDAYS = {
    2026: "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25",
    2027: "01-01 03-29 05-01 05-06 05-17 07-21 08-15 11-01 11-11 12-25",
    2028: "01-01 04-17 05-01 05-25 06-05 07-21 08-15 11-01 11-11 12-25",
}


@pytest.mark.parametrize("year", HOLIDAYS)
def test_a_year_has_ten_holidays(year: int) -> None:
    first = datetime.date(year, 1, 1)
    days = [first + datetime.timedelta(days=count) for count in range(365)]
    assert [f"{day:%m-%d}" for day in days if is_holiday(day)] == HOLIDAYS[year].split()


def test_people_work_from_monday_to_friday_but_on_holidays() -> None:
    monday = datetime.date(2026, 5, 11)
    week = [monday + datetime.timedelta(days=count) for count in range(7)]
    # The Thursday is Ascension Day.
    assert [is_working_day(day) for day in week] == [True, True, True, False, True, False, False]
