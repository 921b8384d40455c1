# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff register status``: how the register is."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import pytest

from intake.model.order import Order
from intake.settings import Settings
from intake.staff.register_view import size_text
from intake.store.dossiers import PaperKind, paper_at
from intake.store.git import Repository
from tests.conftest import StaffKeys
from tests.staff.conftest import Staff
from tests.store.conftest import lay


def told(staff: Staff, today: str = "2026-11-24") -> Mapping[str, Any]:
    """Return what programs are told."""
    answer: Mapping[str, Any] = json.loads(
        staff("--today", today, "register", "status", "--json").stdout
    )
    return answer


def test_an_empty_register_has_nothing_to_tell(staff: Staff) -> None:
    """And fails at nothing."""
    found = told(staff)

    nothing = (found["dossiers"], found["oldest_untaken"], found["months"], found["unsent"])
    assert nothing == (0, None, {}, 0)


def test_an_order_is_counted_in_its_month(staff: Staff, received: Order) -> None:
    """With the paper that it is, and its letter that has not left."""
    found = told(staff)

    body = found["months"]["2026-11"]
    assert (body["dossiers"], body["papers"], body["size"] > 4096) == (1, 1, True)
    assert (found["oldest_untaken"], found["oldest_untaken_minutes"]) == (received.number, 2988)
    assert (found["unsent"], found["uncommitted"], found["expiring_keys"]) == (1, 0, [])


def test_an_order_that_is_paid_was_taken_up(staff: Staff, received: Order) -> None:
    """Somebody has looked at it."""
    staff("orders", "mark", received.number, "paid")

    assert told(staff)["oldest_untaken"] is None


def test_what_git_lacks_is_told_with_its_age(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    """The committer may be late, or stopped."""
    folder = own_settings.folders.register
    (path,) = Repository(folder).committed().keys() - {"FORMAT"}
    late = dataclasses.replace(paper_at(path), kind=PaperKind.MARKED_PAID)
    lay(folder, late.body)
    found = told(staff)

    assert (found["uncommitted"], found["uncommitted_since"]) == (1, "2026-11-22T10:12:00Z")
    assert "Not yet in git: 1, the oldest of 2026-11-22 11:12" in staff("register", "status").output
    assert received.number


def test_keys_that_expire_soon_are_named(staff: Staff, staff_keys: StaffKeys) -> None:
    """Those of the tests live for two years."""
    found = told(staff, today="2028-10-20")

    assert [one["fingerprint"] for one in found["expiring_keys"]] == list(staff_keys.fingerprints)
    assert "is unusable 60 days from now: it expired on 2028-11-" in (
        staff("--today", "2028-10-20", "register", "status").output
    )


def test_the_screen_says_the_same(staff: Staff, received: Order) -> None:
    """For people."""
    lines = staff("--today", "2026-11-24", "register", "status").output.splitlines()

    assert [line.split()[:3] for line in lines[:3]] == [
        ["Month", "Dossiers", "Papers"],
        ["2026-11", "1", "1"],
        ["all", "1", "1"],
    ]
    assert f"Oldest order that nobody has taken up: {received.number}, 2 d 1 h" in lines


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (20 * 1024, "20 KiB"), (1 << 40, "1024 GiB")],
)
def test_a_size_is_short(size: int, text: str) -> None:
    """Nobody counts bytes."""
    assert size_text(size) == text
