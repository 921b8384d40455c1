# SPDX-License-Identifier: GPL-3.0-or-later
"""When each recovery key was last shown to open papers: a dated line each in drills.txt."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from intake.errors import RefusedError
from intake.openpgp.keyring import Fingerprint
from intake.store.durable import replace_file

DRILLS_NAME = "drills.txt"
_HEAD = "# drills/1: day, fingerprint of the recovery key, papers that it opened\n"


def last_drills(notes: Path) -> Mapping[Fingerprint, datetime.date]:
    """Return the last day for each key; DrillNotesError for a line that is none of ours."""
    last: dict[Fingerprint, datetime.date] = {}
    for count, line in enumerate(_text(notes).splitlines(), start=1):
        if line.startswith("#") or not line.strip():
            continue
        try:
            day, fingerprint, papers = line.split()
            int(papers)
            last[Fingerprint(fingerprint)] = datetime.date.fromisoformat(day)
        except ValueError as error:
            raise DrillNotesError(notes / DRILLS_NAME, count) from error
    return last


def note_drill(notes: Path, day: datetime.date, fingerprint: Fingerprint, papers: int) -> None:
    """Add a line."""
    text = _text(notes) or _HEAD
    replace_file(notes / DRILLS_NAME, f"{text}{day} {fingerprint} {papers}\n".encode())


def _text(notes: Path) -> str:
    path = notes / DRILLS_NAME
    return path.read_text(encoding="utf-8") if path.exists() else ""


class DrillNotesError(RefusedError):
    """The notes on drills are not what we write."""

    def __init__(self, path: Path, line: int) -> None:
        """Name the line."""
        super().__init__(f"{path}: line {line} is no line about a drill")
