# SPDX-License-Identifier: GPL-3.0-or-later
"""Marking orders and publishing where they are, as staff type it."""

import json

import pytest

from intake.model.order import Order
from intake.settings import Settings
from intake.store.published_states import states_file
from tests.conftest import StaffKeys
from tests.staff.conftest import Staff
from tests.store.conftest import files


def published(staff: Staff, own_settings: Settings, staff_keys: StaffKeys) -> dict[str, str]:
    """Publish, and return the states as stock gpg reads them."""
    assert staff("states", "publish").exit_code == 0
    message = states_file(own_settings.folders.states).read_bytes()
    states: dict[str, str] = json.loads(staff_keys.gpg("--decrypt", stream=message))["states"]
    return states


def test_an_order_that_is_marked_is_published(
    staff: Staff, received: Order, own_settings: Settings, staff_keys: StaffKeys
) -> None:
    answer = staff("orders", "mark", received.number, "paid", "--on", "2026-11-24")

    assert answer.output == f"Marked order {received.number}: paid on 2026-11-24\n"
    assert published(staff, own_settings, staff_keys) == {received.number: "paid"}
    assert staff("register", "verify").exit_code == 0


def test_an_order_that_is_only_received_is_not_named(
    staff: Staff, received: Order, own_settings: Settings, staff_keys: StaffKeys
) -> None:
    assert received.number
    assert published(staff, own_settings, staff_keys) == {}


def test_a_mistake_is_taken_back_by_the_mark_received(
    staff: Staff, received: Order, own_settings: Settings, staff_keys: StaffKeys
) -> None:
    """In the same second too; and what was corrected can be so again."""
    for state in ("paid", "running", "ended", "received", "cancelled", "received", "paid"):
        assert staff("orders", "mark", received.number, state).exit_code == 0

    assert published(staff, own_settings, staff_keys) == {received.number: "paid"}
    assert staff("register", "verify").exit_code == 0


def test_what_an_order_is_already_is_not_written_twice(staff: Staff, received: Order) -> None:
    staff("orders", "mark", received.number, "paid")
    answer = staff("orders", "mark", received.number, "paid")

    assert (answer.exit_code, "already" in answer.output) == (4, True)


@pytest.mark.parametrize(
    ("marks", "rule"),
    [
        (("running",), "pay before we deliver (promise P08)"),
        (("ended",), "never began"),
        (("paid", "running", "paid"), "is delivered"),
        (("cancelled", "running"), "a closed order stays so"),
        (("paid", "running", "ended", "cancelled"), "a closed order stays so"),
    ],
)
def test_a_mark_that_makes_no_sense_is_refused_with_its_rule(
    staff: Staff, received: Order, own_settings: Settings, marks: tuple[str, ...], rule: str
) -> None:
    for state in marks[:-1]:
        staff("orders", "mark", received.number, state)
    before = files(own_settings.folders.register)
    for rehearsal in (("--dry-run",), ()):
        answer = staff("orders", "mark", received.number, marks[-1], *rehearsal)
        assert (answer.exit_code, rule in answer.output) == (4, True), answer.output
    assert files(own_settings.folders.register) == before


def test_marking_and_publishing_can_be_rehearsed(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    marked = staff("orders", "mark", received.number, "paid", "--on", "2026-11-24", "--dry-run")
    told = staff("states", "publish", "--dry-run")

    assert marked.output == f"Would mark order {received.number}: paid on 2026-11-24\n"
    assert told.output.endswith(": none\n")
    assert not states_file(own_settings.folders.states).exists()


def test_an_order_that_is_not_there_cannot_be_marked(staff: Staff) -> None:
    assert staff("orders", "mark", "2026000099", "paid").exit_code == 3


def test_the_queue_lists_an_order_once(staff: Staff, received: Order) -> None:
    """Whatever was added to its dossier."""
    staff("orders", "mark", received.number, "paid")

    assert staff("queue").output.count(received.number) == 1
