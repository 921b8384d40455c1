# SPDX-License-Identifier: GPL-3.0-or-later
"""A note: what one of us wants a colleague to know about a dossier. Another note corrects it."""

from dataclasses import dataclass
from datetime import datetime

from intake.errors import RefusedError
from intake.model.structured_communication import OrderNumber

LONGEST_NOTE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the paper records: who says it, when, and the text."""

    number: OrderNumber
    by: str
    at: datetime
    text: str


def note_text(typed: str) -> str:
    r"""Return the text of a note as it is kept, or raise NoteTextError.

    >>> note_text(" Called her: \r\npays on Monday.  \n\n")
    'Called her:\npays on Monday.'
    """
    lines = [line.rstrip() for line in typed.replace("\t", "    ").splitlines()]
    text = "\n".join(lines).strip()
    if not text:
        raise NoteTextError(why="it is empty")
    if len(text) > LONGEST_NOTE:
        raise NoteTextError(why=f"it has more than {LONGEST_NOTE} letters")
    if not all(line.isprintable() for line in lines):
        raise NoteTextError(why="it has characters that cannot be printed")
    return text


class NoteTextError(RefusedError):
    """This is no text for a note."""

    def __init__(self, *, why: str) -> None:
        """Say why."""
        super().__init__(f"no note was written: {why}")
