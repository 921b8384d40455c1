# SPDX-License-Identifier: GPL-3.0-or-later
"""Buckets: what they give, when they give again, and that they are never too many."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from intake.web.limits import Limits, Policy, Wanted
from tests.conftest import NOW

TWO = Policy(name="two", burst=2, seconds=10)
ONE = Policy(name="one", burst=1, seconds=60)


def wanted(who: str = "somebody", policy: Policy = TWO) -> Wanted:
    """Return a token of that bucket."""
    return Wanted(policy=policy, who=who)


def later(seconds: float) -> datetime.datetime:
    """Return so many seconds from the start."""
    return NOW + datetime.timedelta(seconds=seconds)


def test_a_full_bucket_gives_its_burst_and_then_says_how_long_to_wait() -> None:
    limits = Limits()
    assert [limits.take([wanted()], NOW) for _ in range(3)] == [0, 0, 10]


def test_a_token_comes_back_after_its_seconds() -> None:
    limits = Limits()
    for _ in range(2):
        limits.take([wanted()], NOW)
    waits = [limits.take([wanted()], later(seconds)) for seconds in (5, 10, 15)]
    assert waits == [5, 0, 5]


def test_one_who_takes_much_leaves_the_others_theirs() -> None:
    limits = Limits()
    for _ in range(9):
        limits.take([wanted("greedy")], NOW)
    assert limits.take([wanted("modest")], NOW) == 0


def test_what_is_refused_takes_nothing() -> None:
    """Here the second bucket is empty, so the first stays as it was."""
    limits = Limits()
    limits.take([wanted(policy=ONE)], NOW)
    assert limits.take([wanted(), wanted(policy=ONE)], NOW) == 60
    assert [limits.take([wanted()], NOW) for _ in range(2)] == [0, 0]


def test_a_clock_that_is_put_back_empties_nothing() -> None:
    limits = Limits()
    limits.take([wanted()], NOW)
    assert limits.take([wanted()], later(-3600)) == 0


def test_there_are_never_more_buckets_than_allowed() -> None:
    """The one that was not used for longest is forgotten."""
    limits = Limits(most_buckets=3)
    for number in range(1000):
        limits.take([wanted(f"{number}")], NOW)
    assert len(limits) == 3


def test_a_network_around_a_network_gets_four_times_as_much() -> None:
    wide = TWO.wider()
    assert (wide.burst, wide.seconds) == (8, 2.5)


def test_without_limits_everybody_gets_everything() -> None:
    limits = Limits(limited=False)
    assert {limits.take([wanted()], NOW) for _ in range(100)} == {0}


@given(st.lists(st.floats(0, 100), max_size=60))
def test_nobody_gets_more_than_the_burst_and_what_came_back(pauses: list[float]) -> None:
    limits, moment, got = Limits(), 0.0, 0
    for pause in pauses:
        moment += pause
        got += not limits.take([wanted()], later(moment))
    # A microsecond is the smallest step of the clock.
    assert got <= TWO.burst + moment / TWO.seconds + 1e-4
