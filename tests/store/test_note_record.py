# SPDX-License-Identifier: GPL-3.0-or-later
"""A note is a contract: written one way, and refused in any other form."""

import datetime
from pathlib import Path

import pytest

from intake.model.note import Note
from intake.model.structured_communication import OrderNumber
from intake.store.json_record import RecordError
from intake.store.note_record import note_from_json, note_to_json

GOLDEN = Path(__file__).parent.parent / "golden" / "note-1.json"


def test_a_note_is_written_as_it_always_was() -> None:
    note = Note(
        number=OrderNumber("2026000042"),
        by="Stéphane <two@example.org>",
        at=datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC),
        text="Called her:\npays on Monday.",
    )

    assert note_to_json(note) == GOLDEN.read_bytes()
    assert note_from_json(GOLDEN.read_bytes() + b"\n\n") == note


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"note/1", b"note/2"),
        (b"09:00:00Z", b"09:00:00"),
        (b'"at"', b'"why": "", "at"'),
        (b"2026000042", b"2026"),
        (b'"by": "St\xc3\xa9phane <two@example.org>",\n', b""),
        (b"{", b"["),
    ],
)
def test_another_form_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(RecordError):
        note_from_json(GOLDEN.read_bytes().replace(old, new))
