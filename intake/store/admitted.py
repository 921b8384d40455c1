# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files a register may hold; the hub's hook and every machine that fetches ask here."""

from intake.openpgp.packets import is_body
from intake.store.dossiers import MisplacedPaperError, paper_at
from intake.store.git import FORMAT, FORMAT_FILE

# A letter with its PDF is a fiftieth of it; what is larger is no paper.
LARGEST = 4 * 1024 * 1024
_PLAIN_FILE = "100644"


def fault_of_place(path: str, mode: str) -> str | None:
    """Say what is wrong with a file's path or kind, if anything.

    >>> fault_of_place("notes.txt", "100644")
    'is outside the layout, or a paper of a kind that this version does not know'
    """
    if mode != _PLAIN_FILE:
        return "is no plain file"
    if path == FORMAT_FILE:
        return None
    try:
        paper_at(path)
    except MisplacedPaperError:
        return "is outside the layout, or a paper of a kind that this version does not know"
    return None


def fault_of_size(size: int) -> str | None:
    """Say whether a file is too large for a paper."""
    return f"is larger than {LARGEST // 1024 // 1024} MB" if size > LARGEST else None


def fault_of_bytes(path: str, data: bytes) -> str | None:
    """Say what is wrong with what a file holds, if anything."""
    if path == FORMAT_FILE:
        return None if data == FORMAT.encode() else "is the format of another register"
    if is_body(data):
        return fault_of_size(len(data))
    return "is not one encrypted OpenPGP packet"
