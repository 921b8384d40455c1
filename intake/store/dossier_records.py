# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers that are added to a dossier, as JSON: sending/1 and progress/1 (docs/formats.md)."""

import datetime

from intake.model.calendar import instant_text, parse_instant
from intake.model.order_state import OrderState, Progress
from intake.model.sending import LetterKind, Sending, Step
from intake.store.json_record import JsonReader, json_bytes, present, read_as_written
from intake.store.order_parts import read_number

SENDING_FORMAT = "sending/1"
PROGRESS_FORMAT = "progress/1"


def sending_to_json(sending: Sending) -> bytes:
    """Write what a paper says about a letter."""
    return json_bytes(
        {
            "format": SENDING_FORMAT,
            "number": sending.number,
            "letter": str(sending.letter),
            "answers": sending.answers,
            "attempt": sending.attempt,
            "step": str(sending.step),
            "message_id": sending.message_id,
            "at": instant_text(sending.at),
            **present(code=sending.code),
        }
    )


def sending_from_json(data: bytes) -> Sending:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, SENDING_FORMAT, _sending, sending_to_json)


def progress_to_json(progress: Progress) -> bytes:
    """Write what staff have seen of an order."""
    return json_bytes(
        {
            "format": PROGRESS_FORMAT,
            "number": progress.number,
            "state": str(progress.state),
            "on": progress.on.isoformat(),
            "recorded": instant_text(progress.recorded),
        }
    )


def progress_from_json(data: bytes) -> Progress:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, PROGRESS_FORMAT, _progress, progress_to_json)


def _sending(record: JsonReader) -> Sending:
    return Sending(
        number=record.take("number", read_number),
        letter=record.take("letter", LetterKind),
        answers=record.text("answers"),
        attempt=record.number("attempt"),
        step=record.take("step", Step),
        message_id=record.text("message_id"),
        at=record.take("at", parse_instant),
        code=record.number_if_there("code"),
    )


def _progress(record: JsonReader) -> Progress:
    return Progress(
        number=record.take("number", read_number),
        state=record.take("state", OrderState),
        on=record.take("on", datetime.date.fromisoformat),
        recorded=record.take("recorded", parse_instant),
    )
