# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a structured file at the access point, as JSON: transmission/1."""

import datetime

from intake.model.calendar import instant_text, parse_instant
from intake.model.document_number import DocumentNumber
from intake.model.transmission import Transmission, TransmissionStep
from intake.store.json_record import JsonReader, json_bytes, present, read_as_written
from intake.store.order_parts import read_number

TRANSMISSION_FORMAT = "transmission/1"


def transmission_to_json(transmission: Transmission) -> bytes:
    """Write one step."""
    return json_bytes(
        {
            "format": TRANSMISSION_FORMAT,
            "number": transmission.order,
            "document": str(transmission.document),
            "step": str(transmission.step),
            "count": transmission.count,
            "on": transmission.on.isoformat(),
            **present(reference=transmission.reference, reason=transmission.reason),
            "recorded": instant_text(transmission.recorded),
        }
    )


def transmission_from_json(data: bytes) -> Transmission:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, TRANSMISSION_FORMAT, _transmission, transmission_to_json)


def _transmission(record: JsonReader) -> Transmission:
    return Transmission(
        order=record.take("number", read_number),
        document=record.take("document", DocumentNumber.parse),
        step=record.take("step", TransmissionStep),
        count=record.number("count"),
        on=record.take("on", datetime.date.fromisoformat),
        reference=record.text_if_there("reference"),
        reason=record.text_if_there("reason"),
        recorded=record.take("recorded", parse_instant),
    )
