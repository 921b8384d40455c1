# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody gets more than one letter an hour, however many are asked for in his name."""

from datetime import timedelta

from intake.mail.pace import Pace
from tests.conftest import NOW

AN_HOUR = 3600.0


def test_the_first_letter_goes_at_once_and_each_further_one_an_hour_later() -> None:
    pace = Pace()
    waits = [pace.seconds("zoe@example.org", NOW) for _ in range(3)]
    assert waits == [0, AN_HOUR, 2 * AN_HOUR]


def test_what_has_passed_of_the_hour_counts() -> None:
    pace = Pace()
    pace.seconds("zoe@example.org", NOW)
    assert pace.seconds("zoe@example.org", NOW + timedelta(minutes=20)) == 2400


def test_after_an_hour_the_next_goes_at_once() -> None:
    pace = Pace()
    pace.seconds("zoe@example.org", NOW)
    assert pace.seconds("zoe@example.org", NOW + timedelta(hours=1)) == 0


def test_capitals_make_no_other_address_and_others_do_not_wait() -> None:
    pace = Pace()
    pace.seconds("zoe@example.org", NOW)
    addresses = ("Zoe@Example.org", "camille@example.org")
    assert [pace.seconds(one, NOW) for one in addresses] == [AN_HOUR, 0]


def test_the_oldest_address_is_forgotten_first() -> None:
    pace = Pace(most_addresses=2)
    for address in ("one@example.org", "two@example.org", "three@example.org"):
        pace.seconds(address, NOW)
    assert pace.seconds("two@example.org", NOW) == AN_HOUR
    assert pace.seconds("one@example.org", NOW) == 0
