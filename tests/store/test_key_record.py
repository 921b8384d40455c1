# SPDX-License-Identifier: GPL-3.0-or-later
"""What papers say about a member's key is a contract: one form, and any other is refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.model.member_key import ConfirmedKey, KeyChallenge
from intake.model.structured_communication import OrderNumber
from intake.store.json_record import RecordError
from intake.store.key_record import (
    challenge_from_json,
    challenge_to_json,
    confirmed_from_json,
    confirmed_to_json,
)

GOLDEN = Path(__file__).parent.parent / "golden"
ASKED = (GOLDEN / "key-challenge-1.json").read_bytes()
MET = (GOLDEN / "key-confirmed-1.json").read_bytes()
NUMBER = OrderNumber("2026000042")
FINGERPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"
KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDM=\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n"
CHALLENGE = KeyChallenge(
    number=NUMBER,
    count=1,
    email="camille@example.org",
    fingerprint=FINGERPRINT,
    key=KEY,
    word="7fkd-m2qw-9xhr",
    at=datetime(2026, 11, 24, 9, tzinfo=UTC),
)
CONFIRMED = ConfirmedKey(
    number=NUMBER,
    challenge="0123456789abcdef",
    email="camille@example.org",
    fingerprint=FINGERPRINT,
    key=KEY,
    at=datetime(2026, 11, 25, 9, tzinfo=UTC),
)


def test_a_challenge_is_written_as_it_always_was() -> None:
    assert challenge_to_json(CHALLENGE) == ASKED
    assert challenge_from_json(ASKED + b"\n\n") == CHALLENGE


def test_a_confirmed_key_is_written_as_it_always_was() -> None:
    assert confirmed_to_json(CONFIRMED) == MET
    assert confirmed_from_json(MET + b"\n\n") == CONFIRMED


@pytest.mark.parametrize(
    ("read", "data"), [(challenge_from_json, ASKED), (confirmed_from_json, MET)]
)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'/1"', b'/2"'),
        (b"01234567", b"0123456g"),
        (b"2026000042", b"42"),
        (b"T09:00:00Z", b"T09:00"),
        (b"  ", b" "),
        (b'"email"', b'"code": "x",\n  "email"'),
    ],
)
def test_any_other_form_is_refused(
    read: Callable[[bytes], object], data: bytes, old: bytes, new: bytes
) -> None:
    with pytest.raises(RecordError):
        read(data.replace(old, new))
