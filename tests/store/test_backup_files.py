# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotation deletes what we made and finished, and nothing else."""

import hashlib
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.store.backup_files import (
    DamagedBackupError,
    backup_path,
    check_sum,
    rotate,
    write_sum,
)

FIRST = datetime(2026, 11, 2, 2, tzinfo=UTC)


def make(folder: Path, days: int) -> Path:
    """Make what looks like a finished backup."""
    path = backup_path(folder, FIRST + timedelta(days=days))
    path.write_bytes(b"backup")
    write_sum(path, hashlib.sha256(b"backup").hexdigest())
    return path


def test_only_our_own_finished_backups_go(tmp_path: Path) -> None:
    made = [make(tmp_path, days) for days in range(40)]
    foreign = [tmp_path / "backup-of-mine.tar.gpg", tmp_path / f"{made[0].name}.old"]
    unfinished = backup_path(tmp_path, FIRST - timedelta(days=300))
    for path in (*foreign, unfinished):
        path.touch()

    # The first of both months and 31 days stay.
    assert rotate(tmp_path) == [one for one in made[1:9] if "20261201" not in one.name]
    assert all(path.exists() for path in (*foreign, unfinished, made[0], *made[9:]))
    assert rotate(tmp_path) == []


def test_sha256sum_reads_the_sum(tmp_path: Path) -> None:
    path = make(tmp_path, 0)
    command = ["sha256sum", "--check", "--strict", f"{path.name}.sha256"]

    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    assert check_sum(path)
    path.write_bytes(b"other")
    with pytest.raises(DamagedBackupError):
        check_sum(path)
