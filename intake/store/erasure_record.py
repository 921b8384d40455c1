# SPDX-License-Identifier: GPL-3.0-or-later
"""What the paper of an erasure says, as JSON: erasure/1 (docs/formats.md)."""

from intake.model.calendar import instant_text, parse_instant
from intake.model.erasure import Erasure, ErasureReason
from intake.store.json_record import JsonReader, json_bytes, read_as_written
from intake.store.order_parts import read_fingerprint, read_number

ERASURE_FORMAT = "erasure/1"


def erasure_to_json(erasure: Erasure) -> bytes:
    """Write what the paper says."""
    return json_bytes(
        {
            "format": ERASURE_FORMAT,
            "number": erasure.number,
            "at": instant_text(erasure.at),
            "reason": str(erasure.reason),
            "who": erasure.who,
        }
    )


def erasure_from_json(data: bytes) -> Erasure:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, ERASURE_FORMAT, _erasure, erasure_to_json)


def _erasure(record: JsonReader) -> Erasure:
    return Erasure(
        number=record.take("number", read_number),
        at=record.take("at", parse_instant),
        reason=record.take("reason", ErasureReason),
        who=record.take("who", read_fingerprint),
    )
