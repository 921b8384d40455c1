# SPDX-License-Identifier: GPL-3.0-or-later
"""The spool: a file for each delivery, whose name is its state."""

import datetime
from pathlib import Path

import pytest

from intake.store.deliveries import Deliveries, Delivery, SpoolUnavailableError
from tests.conftest import NOW

ONE = Delivery(due=NOW, partner="partner-a", event="order-received-2026000042")
LATER = NOW + datetime.timedelta(minutes=5)
NAME = "20261122T101200Z_00_partner-a_order-received-2026000042.json"


def files(spool: Path) -> list[str]:
    """Return every file of the spool."""
    return sorted(str(path.relative_to(spool)) for path in spool.rglob("*") if path.is_file())


def test_a_name_says_when_how_often_to_whom_and_what(tmp_path: Path) -> None:
    Deliveries(tmp_path).add(ONE, b"{}")
    assert files(tmp_path) == [f"waiting/{NAME}"]


def test_what_waits_is_read_from_the_names_alone(tmp_path: Path) -> None:
    Deliveries(tmp_path).add(ONE, b"{}")
    opened = Deliveries(tmp_path)

    assert (opened.waiting(), opened.body(ONE)) == ([ONE], b"{}")


def test_the_first_due_comes_first(tmp_path: Path) -> None:
    deliveries = Deliveries(tmp_path)
    second = Delivery(due=LATER, partner="aa", event="first")
    deliveries.add(second, b"{}")
    deliveries.add(ONE, b"{}")
    assert deliveries.waiting() == [ONE, second]


def test_a_try_that_failed_is_a_new_name_with_the_same_content(tmp_path: Path) -> None:
    deliveries = Deliveries(tmp_path)
    deliveries.add(ONE, b"{}")
    deliveries.later(ONE, LATER)
    assert files(tmp_path) == [f"waiting/{NAME.replace('1200Z_00', '1700Z_01')}"]


def test_files_that_are_not_ours_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "waiting").mkdir()
    for name in ("notes.json", f".unfinished-{NAME}", NAME.replace("partner-a", "../x")):
        (tmp_path / "waiting" / name.replace("/", "-")).touch()
    assert Deliveries(tmp_path).waiting() == []


def test_whoever_was_slower_is_told(tmp_path: Path) -> None:
    """The command and the intake work in the same folder."""
    deliveries = Deliveries(tmp_path)
    deliveries.add(ONE, b"{}")
    deliveries.give_up(ONE)
    with pytest.raises(FileNotFoundError):
        deliveries.later(ONE, LATER)


def test_a_disk_that_refuses_says_so(tmp_path: Path) -> None:
    (tmp_path / "waiting").write_bytes(b"")
    with pytest.raises(SpoolUnavailableError, match="the delivery could not be written"):
        Deliveries(tmp_path).add(ONE, b"{}")
