# SPDX-License-Identifier: GPL-3.0-or-later
"""What we tell partners, how often we try, and which addresses we never connect to."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.delivery import (
    LONGEST_PAUSE,
    PAUSES,
    Answer,
    Outcome,
    event_body,
    is_public,
    is_this_machine,
    pause_after,
)
from intake.model.structured_communication import OrderNumber
from tests.conftest import NOW

FAILED = Answer(status=500)
HOUR = datetime.timedelta(hours=1)


def test_an_event_is_thin() -> None:
    """Under a kilobyte, and nothing in it is about a person."""
    body = event_body(OrderNumber("2026000042"), NOW)

    assert json.loads(body) == {
        "type": "order.received",
        "timestamp": "2026-11-22T10:12:00Z",
        "data": {"number": "2026000042"},
    }
    assert len(body) < 1000


def test_we_try_for_seventy_five_hours() -> None:
    pauses = [pause_after(tries, FAILED, 0.5) for tries in range(1, 11)]

    assert pauses == [*PAUSES, None]
    assert sum(PAUSES, datetime.timedelta()) // HOUR == 75


@given(st.integers(min_value=1, max_value=len(PAUSES)), st.floats(0, 1))
def test_luck_spreads_the_tries_and_never_past_half_more(tries: int, luck: float) -> None:
    pause = pause_after(tries, FAILED, luck)
    assert pause is not None
    assert PAUSES[tries - 1] / 2 <= pause <= PAUSES[tries - 1] * 1.5


def test_a_receiver_may_ask_for_more_time_but_not_for_ever() -> None:
    asked = [Answer(status=429, retry_after=one * HOUR) for one in (1, 1000)]
    assert [pause_after(1, one, 0) for one in asked] == [HOUR, LONGEST_PAUSE]


def test_a_receiver_cannot_ask_for_less() -> None:
    assert pause_after(2, Answer(status=503, retry_after=0 * HOUR), 0.5) == PAUSES[1]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (None, Outcome.AGAIN),
        (100, Outcome.AGAIN),
        (200, Outcome.DELIVERED),
        (204, Outcome.DELIVERED),
        (299, Outcome.DELIVERED),
        (301, Outcome.AGAIN),
        (304, Outcome.AGAIN),
        (404, Outcome.AGAIN),
        (410, Outcome.GONE),
        (429, Outcome.AGAIN),
        (500, Outcome.AGAIN),
        (999, Outcome.AGAIN),
    ],
)
def test_only_two_hundred_and_so_is_a_success(status: int | None, outcome: Outcome) -> None:
    assert Answer(status=status).outcome is outcome


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104  # an address that is refused
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
    ],
)
def test_an_address_of_our_own_network_is_not(address: str) -> None:
    assert not is_public(address)


def test_what_is_wrapped_is_judged_by_what_is_inside() -> None:
    assert is_public("64:ff9b::101:101")


@pytest.mark.parametrize(
    ("address", "own"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("::", False)]
)
def test_this_machine_is_known(address: str, *, own: bool) -> None:
    assert is_this_machine(address) is own
