# SPDX-License-Identifier: GPL-3.0-or-later
"""That access codes were made, as JSON: access-codes/1 (docs/formats.md). No code is in it."""

from intake.model.access_codes import AccessCodes, ServiceAccount
from intake.model.calendar import instant_text, parse_instant
from intake.store.json_record import JsonReader, json_bytes, read_as_written
from intake.store.order_parts import read_fingerprint, read_number

CODES_FORMAT = "access-codes/1"


def codes_to_json(made: AccessCodes) -> bytes:
    """Write for whom they were made."""
    return json_bytes(
        {
            "format": CODES_FORMAT,
            "number": made.number,
            "count": made.count,
            "email": made.email,
            "fingerprint": made.fingerprint,
            "accounts": [{"service": one.service, "user": one.user} for one in made.accounts],
            "at": instant_text(made.at),
        }
    )


def codes_from_json(data: bytes) -> AccessCodes:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, CODES_FORMAT, _codes, codes_to_json)


def _codes(record: JsonReader) -> AccessCodes:
    return AccessCodes(
        number=record.take("number", read_number),
        count=record.number("count"),
        email=record.text("email"),
        fingerprint=record.take("fingerprint", read_fingerprint),
        accounts=record.each("accounts", _account),
        at=record.take("at", parse_instant),
    )


def _account(record: JsonReader) -> ServiceAccount:
    return ServiceAccount(service=record.text("service"), user=record.text("user"))
