# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers about a member's key as JSON: key-challenge/1 and key-confirmed/1 (docs/formats.md)."""

from intake.model.calendar import instant_text, parse_instant
from intake.model.member_key import ConfirmedKey, KeyChallenge
from intake.store.json_record import JsonReader, json_bytes, read_as_written
from intake.store.order_parts import read_fingerprint, read_number

CHALLENGE_FORMAT = "key-challenge/1"
CONFIRMED_FORMAT = "key-confirmed/1"


def challenge_to_json(challenge: KeyChallenge) -> bytes:
    """Write what was asked."""
    return json_bytes(
        {
            "format": CHALLENGE_FORMAT,
            "number": challenge.number,
            "count": challenge.count,
            "email": challenge.email,
            "fingerprint": challenge.fingerprint,
            "key": challenge.key,
            "word": challenge.word,
            "at": instant_text(challenge.at),
        }
    )


def challenge_from_json(data: bytes) -> KeyChallenge:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, CHALLENGE_FORMAT, _challenge, challenge_to_json)


def confirmed_to_json(confirmed: ConfirmedKey) -> bytes:
    """Write whose key is confirmed."""
    return json_bytes(
        {
            "format": CONFIRMED_FORMAT,
            "number": confirmed.number,
            "challenge": confirmed.challenge,
            "email": confirmed.email,
            "fingerprint": confirmed.fingerprint,
            "key": confirmed.key,
            "at": instant_text(confirmed.at),
        }
    )


def confirmed_from_json(data: bytes) -> ConfirmedKey:
    """Read it in the same way."""
    return read_as_written(data, CONFIRMED_FORMAT, _confirmed, confirmed_to_json)


def _challenge(record: JsonReader) -> KeyChallenge:
    return KeyChallenge(
        number=record.take("number", read_number),
        count=record.number("count"),
        email=record.text("email"),
        fingerprint=record.take("fingerprint", read_fingerprint),
        key=record.text("key"),
        word=record.text("word"),
        at=record.take("at", parse_instant),
    )


def _confirmed(record: JsonReader) -> ConfirmedKey:
    return ConfirmedKey(
        number=record.take("number", read_number),
        challenge=record.text("challenge"),
        email=record.text("email"),
        fingerprint=record.take("fingerprint", read_fingerprint),
        key=record.text("key"),
        at=record.take("at", parse_instant),
    )
