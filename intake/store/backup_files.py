# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of backups: one encrypted file each, with its sum beside it as sha256sum writes it.

backup-20261125T020000Z.tar.gpg
backup-20261125T020000Z.tar.gpg.sha256
erasures.txt
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from intake.errors import UnavailableError
from intake.model.backup_rotation import superfluous
from intake.openpgp.archive import sum_of
from intake.store.durable import delete_file, replace_file

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"backup-(?P<stamp>\d{8}T\d{6}Z)\.tar\.gpg", re.ASCII)


def backup_path(folder: Path, now: datetime) -> Path:
    """Return where a backup made now goes."""
    return folder / f"backup-{now.astimezone(UTC).strftime(_STAMP)}.tar.gpg"


def write_sum(backup: Path, digest: str) -> None:
    """Lay the sum beside a backup; from then on the backup counts."""
    replace_file(_sum_path(backup), f"{digest}  {backup.name}\n".encode(), private=True)


def check_sum(backup: Path) -> bool:
    """Compare a backup with its sum, if that is beside it; DamagedBackupError if they differ."""
    path = _sum_path(backup)
    if not path.exists():
        return False
    if path.read_text(encoding="utf-8").split(" ")[0] != sum_of(backup):
        raise DamagedBackupError(backup)
    return True


def rotate(folder: Path) -> list[Path]:
    """Delete the backups that need not stay, of those alone that we made and finished."""
    ours = dict(_finished(folder))
    gone = [ours[moment] for moment in superfluous(ours)]
    for path in gone:
        delete_file(path)
        delete_file(_sum_path(path))
    return gone


def _finished(folder: Path) -> Iterator[tuple[datetime, Path]]:
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match and path.is_file() and _sum_path(path).is_file():
            yield datetime.strptime(match["stamp"], _STAMP).replace(tzinfo=UTC), path


def _sum_path(backup: Path) -> Path:
    return backup.with_name(f"{backup.name}.sha256")


class DamagedBackupError(UnavailableError):
    """A backup is not what was written."""

    def __init__(self, path: Path) -> None:
        """Name it."""
        super().__init__(f"{path} differs from its sum: it is damaged, take another")
