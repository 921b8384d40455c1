# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a backup a day, 31 days and 12 months stay, whatever the calendar does."""

from datetime import UTC, datetime, timedelta

import pytest

from intake.model.backup_rotation import superfluous


def daily(days: int) -> list[datetime]:
    """Return a backup a day up to the end of 2026."""
    last = datetime(2026, 12, 31, 2, tzinfo=UTC)
    return [last - timedelta(days=one) for one in range(days)]


@pytest.mark.promise("P34")
def test_after_two_years_31_days_and_12_months_are_there() -> None:
    made = daily(731)
    stay = sorted(set(made) - set(superfluous(made)), reverse=True)

    assert stay[:31] == made[:31]
    # December's first is one of the 31 days.
    assert [one.month for one in stay[31:]] == list(range(11, 0, -1))
    assert {one.day for one in stay[31:]} == {1}


@pytest.mark.parametrize("days", [0, 1, 31])
def test_a_month_of_backups_stays_whole(days: int) -> None:
    assert superfluous(daily(days)) == []


def test_deleting_day_by_day_leaves_the_same() -> None:
    kept: list[datetime] = []
    for one in reversed(daily(731)):
        kept.append(one)
        kept = [each for each in kept if each not in superfluous(kept)]

    assert sorted(kept) == sorted(set(daily(731)) - set(superfluous(daily(731))))


def test_backups_that_stopped_stay() -> None:
    """However long ago that was: no clock is asked."""
    assert superfluous([datetime(2020, 1, 1, tzinfo=UTC)]) == []
