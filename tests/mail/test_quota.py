# SPDX-License-Identifier: GPL-3.0-or-later
"""An address gets so many letters an hour and no more."""

import datetime

from intake.mail.quota import MOST_IN_ALL, HourlyQuota
from tests.conftest import NOW

MINUTES = datetime.timedelta(minutes=1)


def test_an_address_gets_one_letter_an_hour() -> None:
    quota = HourlyQuota()
    taken = [quota.takes("zoe", NOW + minutes * MINUTES) for minutes in (0, 1, 59, 60, 61)]
    assert taken == [True, False, False, True, False]


def test_others_are_not_held_up() -> None:
    quota = HourlyQuota()
    assert [quota.takes(name, NOW) for name in ("zoe", "ann", "zoe")] == [True, True, False]


def test_more_may_be_allowed() -> None:
    quota = HourlyQuota()
    assert [quota.takes("zoe", NOW, most=3) for _ in range(4)] == [True, True, True, False]


def test_a_flood_ends_and_is_forgotten() -> None:
    quota = HourlyQuota()
    taken = sum(quota.takes(str(count), NOW) for count in range(MOST_IN_ALL + 10))
    assert (taken, quota.takes("late", NOW + 60 * MINUTES)) == (MOST_IN_ALL, True)
