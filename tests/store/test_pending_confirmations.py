# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody is asked twice in thirty days, and the file that knows it stays small."""

import datetime
from pathlib import Path

import pytest

from intake.store.pending_confirmations import (
    PendingConfirmations,
    PendingUnavailableError,
    TooManyPendingError,
)
from tests.store.conftest import files

DAY = datetime.date(2026, 11, 22)
MARK = "ab" * 32


def later(days: int) -> datetime.date:
    """Return a day so many days later."""
    return DAY + datetime.timedelta(days=days)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the file will be, in a folder that is not there yet."""
    return tmp_path / "web" / "pending-confirmations"


@pytest.mark.promise("P37")
def test_an_address_is_asked_once_in_thirty_days(path: Path) -> None:
    """Also after a restart."""
    asked = [PendingConfirmations(path).begin(MARK, later(days)) for days in (0, 0, 29, 30, 31)]
    assert asked == [True, False, False, True, False]


def test_whoever_has_answered_is_forgotten(path: Path) -> None:
    pending = PendingConfirmations(path)
    pending.begin(MARK, DAY)
    waited = pending.waits(MARK, DAY)
    pending.end(MARK, DAY)
    pending.end(MARK, DAY)

    assert (waited, pending.waits(MARK, DAY), pending.begin(MARK, DAY)) == (True, False, True)


def test_what_has_expired_leaves_the_file(path: Path) -> None:
    pending = PendingConfirmations(path)
    pending.begin(MARK, DAY)
    pending.begin("cd" * 32, later(40))

    assert path.read_text() == f"pending-confirmations/1\n2027-01-01 {'cd' * 32}\n"
    assert files(path.parent) == ["pending-confirmations"]


def test_what_a_crash_left_half_written_is_written_over(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("pending-confirmations.new").write_text("half")
    assert PendingConfirmations(path).begin(MARK, DAY)


def test_a_flood_ends(path: Path) -> None:
    """Those who are asked already are answered as before."""
    pending = PendingConfirmations(path, most=2)
    pending.begin("00", DAY)
    pending.begin("01", DAY)

    with pytest.raises(TooManyPendingError):
        pending.begin("02", DAY)
    assert pending.begin("01", DAY) is False
    assert pending.begin("02", later(30)) is True


def test_a_file_that_cannot_be_read_or_written_is_told(path: Path, tmp_path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(PendingUnavailableError):
        PendingConfirmations(path).waits(MARK, DAY)
    (tmp_path / "file").touch()
    with pytest.raises(PendingUnavailableError):
        PendingConfirmations(tmp_path / "file" / "inside").begin(MARK, DAY)
