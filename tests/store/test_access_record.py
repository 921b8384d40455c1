# SPDX-License-Identifier: GPL-3.0-or-later
"""What the paper about access codes says is a contract, and has no code in it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.model.access_codes import AccessCodes, ServiceAccount
from intake.model.structured_communication import OrderNumber
from intake.store.access_record import codes_from_json, codes_to_json
from intake.store.json_record import RecordError

MADE = (Path(__file__).parent.parent / "golden" / "access-codes-1.json").read_bytes()
CODES = AccessCodes(
    number=OrderNumber("2026000042"),
    count=1,
    email="camille@example.org",
    fingerprint="0123456789ABCDEF0123456789ABCDEF01234567",
    accounts=(ServiceAccount(service="SFTP", user="camille"),),
    at=datetime(2026, 11, 26, 9, tzinfo=UTC),
)


def test_it_is_written_as_it_always_was() -> None:
    assert codes_to_json(CODES) == MADE
    assert codes_from_json(MADE + b"\n\n") == CODES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'/1"', b'/2"'),
        (b"01234567", b"0123456g"),
        (b"2026000042", b"42"),
        (b"T09:00:00Z", b"T09:00"),
        (b'"user"', b'"code": "x",\n      "user"'),
    ],
)
def test_any_other_form_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(RecordError):
        codes_from_json(MADE.replace(old, new))
