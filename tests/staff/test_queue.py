# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff queue``: what waits, without decrypting anything."""

import json
import subprocess
from datetime import timedelta

import pytest

from intake.model.order import Order
from intake.settings import Settings
from intake.staff.queue import duration_text
from tests.conftest import StaffKeys
from tests.staff.conftest import Staff


def test_an_empty_queue_says_so(staff: Staff) -> None:
    """Silence would look like a failure."""
    answer = staff("queue")

    assert (answer.exit_code, answer.output) == (0, "The queue is empty.\n")


def test_an_order_is_listed_with_when_it_came(staff: Staff, received: Order) -> None:
    """In the time of Brussels."""
    lines = staff("queue").output.splitlines()

    assert lines[0].split() == ["Number", "Kind", "Received", "Waiting", "Deadline"]
    assert lines[1].split()[:5] == [received.number, "order", "(received)", "2026-11-22", "11:12"]


def test_the_listing_is_there_for_programs_too(staff: Staff, received: Order) -> None:
    """With instants as records write them."""
    (entry,) = json.loads(staff("queue", "--json").output)

    assert (entry["number"], entry["received"]) == (received.number, "2026-11-22T10:12:00Z")


def test_the_queue_is_listed_without_a_secret_key(
    staff: Staff,
    received: Order,
    own_settings: Settings,
) -> None:
    """Whoever has the register but no key sees numbers, and no more."""
    for path in own_settings.folders.keys.rglob("*.pkesk"):
        path.unlink()

    assert received.number in staff("queue").output


def test_what_is_finished_is_listed_on_demand(staff: Staff, received: Order) -> None:
    """It waits for nobody."""
    for state in ("paid", "running"):
        staff("orders", "mark", received.number, state)
    listing = json.loads(staff("queue", "--all", "--json").output)

    assert staff("queue").output == "The queue is empty.\n"
    assert [(one["number"], one["state"]) for one in listing] == [(received.number, "running")]


def test_an_order_that_is_paid_says_so(staff: Staff, received: Order) -> None:
    """It is still to be set up."""
    staff("orders", "mark", received.number, "paid")
    (entry,) = json.loads(staff("queue", "--json").output)

    assert entry["state"] == "paid"


def test_no_colour_is_piped(staff: Staff, received: Order) -> None:
    """An escape character would end up in somebody's file."""
    assert received.number
    assert "\x1b" not in staff("queue").output


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(minutes=61), "1 h 1 min"),
        (timedelta(days=3, hours=23), "3 d 23 h"),
    ],
)
def test_a_duration_is_short(duration: timedelta, text: str) -> None:
    """Two units are enough to see what is urgent."""
    assert duration_text(duration) == text


def test_a_register_that_is_not_there_is_one_sentence(
    staff: Staff,
    own_settings: Settings,
) -> None:
    """With the command that makes one."""
    own_settings.folders.register.rename(own_settings.folders.register.with_name("away"))
    answer = staff("queue")

    assert answer.exit_code == 4
    assert "make one: staff register create" in answer.output


def test_stock_gpg_reads_what_the_queue_holds(
    received: Order,
    own_settings: Settings,
    staff_keys: StaffKeys,
) -> None:
    """``cat keys body | gpg -d`` is all that it takes."""
    (keys,) = own_settings.folders.keys.rglob("*.pkesk")
    (body,) = own_settings.folders.register.rglob("*.pgp")
    record = subprocess.run(
        ["sh", "-c", f"cat '{keys}' '{body}' | gpg --homedir '{staff_keys.home}' -q --decrypt"],
        capture_output=True,
        check=True,
    ).stdout

    assert json.loads(record)["number"] == received.number


def test_another_day_can_be_rehearsed(staff: Staff, received: Order) -> None:
    """What the desk will see in a month can be seen now."""
    output = staff("--today", "2026-12-22", "queue").output

    assert received.number in output
    assert "30 d 1 h" in output
