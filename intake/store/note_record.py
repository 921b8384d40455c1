# SPDX-License-Identifier: GPL-3.0-or-later
"""What one of us notes about a dossier, as JSON: note/1 (docs/formats.md)."""

from intake.model.calendar import instant_text, parse_instant
from intake.model.note import Note
from intake.store.json_record import JsonReader, json_bytes, read_as_written
from intake.store.order_parts import read_number

NOTE_FORMAT = "note/1"


def note_to_json(note: Note) -> bytes:
    """Write a note."""
    return json_bytes(
        {
            "format": NOTE_FORMAT,
            "number": note.number,
            "by": note.by,
            "at": instant_text(note.at),
            "text": note.text,
        }
    )


def note_from_json(data: bytes) -> Note:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, NOTE_FORMAT, _note, note_to_json)


def _note(record: JsonReader) -> Note:
    return Note(
        number=record.take("number", read_number),
        by=record.text("by"),
        at=record.take("at", parse_instant),
        text=record.text("text"),
    )
