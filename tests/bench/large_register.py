# SPDX-License-Identifier: GPL-3.0-or-later
"""A register of many dossiers, made in seconds: bodies of the right form that nobody can open.

Each dossier has an order and, but for the last few, the mark that it is running. The papers are
spread over the days of two years, and git has them from one ``git fast-import``.
"""

import datetime
import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from intake.model.structured_communication import order_number
from intake.store.dossiers import Paper, PaperKind
from intake.store.git import BRANCH, open_new_register

DAYS = 600
_MACHINES = 9
_MOMENT = datetime.datetime(2026, 12, 31, 10, 12, tzinfo=datetime.UTC)
# A packet of 200 octets, its tag and length first: SEIPD (18) in the body, PKESK (1) in the keys.
_BODY, _KEY = b"\xd2\xc0\x08", b"\xc1\x5e"


def write_large_register(register: Path, keys: Path, dossiers: int, *, unfinished: int) -> None:
    """Make a register of so many dossiers, the last ``unfinished`` of which wait for staff."""
    open_new_register(register, _MOMENT - datetime.timedelta(days=DAYS))
    keys.mkdir()
    command = ["git", "-C", str(register), f"--git-dir={register / '.git'}", "fast-import"]
    with subprocess.Popen([*command, "--quiet", "--done"], stdin=subprocess.PIPE) as git:
        assert git.stdin
        git.stdin.write(_head())
        for paper in large_papers(dossiers, unfinished):
            body = _sealed(paper)
            _lay(register / paper.body, body)
            _lay(keys / paper.keys, 2 * (_KEY + body[3:97]))
            git.stdin.write(f"M 100644 inline {paper.body}\ndata {len(body)}\n".encode() + body)
            git.stdin.write(b"\n")
        git.stdin.write(b"done\n")
    assert git.returncode == 0


def large_papers(dossiers: int, unfinished: int) -> Iterator[Paper]:
    """Return the names of all papers, oldest dossier first."""
    each = -(-dossiers // DAYS)
    for count in range(dossiers):
        received = _MOMENT - datetime.timedelta(days=DAYS - count // each, seconds=-(count % each))
        # Beside one another, as nine intakes would number them.
        number = order_number(
            year=received.year, machine=count % _MACHINES, count=count // _MACHINES + 1
        )
        mark = f"{count:016x}"
        kinds = (PaperKind.ORDER, PaperKind.MARKED_RUNNING)
        for kind in kinds[: 1 if count >= dossiers - unfinished else 2]:
            yield Paper(
                number=number, opened=received.date(), kind=kind, received=received, mark=mark
            )


def _head() -> bytes:
    moment = int(_MOMENT.timestamp())
    return (
        f"commit {BRANCH}\ncommitter Bench <bench@example.org> {moment} +0000\n"
        f"data 7\nReceive\nfrom {BRANCH}^0\n"
    ).encode()


def _sealed(paper: Paper) -> bytes:
    """Return a packet that no other paper has."""
    seed = hashlib.sha256(str(paper.body).encode()).digest()
    return _BODY + (b"\x01" + seed * 7)[:200]


def _lay(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
