# SPDX-License-Identifier: GPL-3.0-or-later
"""What an erasure leaves written down is a contract, and names nobody but a staff key."""

import datetime
from pathlib import Path

import pytest

from intake.model.erasure import Erasure, ErasureReason
from intake.model.structured_communication import OrderNumber
from intake.store.erasure_record import erasure_from_json, erasure_to_json
from intake.store.json_record import RecordError

GOLDEN = (Path(__file__).parent.parent / "golden" / "erasure-1.json").read_bytes()
ERASURE = Erasure(
    number=OrderNumber("2026000042"),
    at=datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC),
    reason=ErasureReason.ASKED,
    who="0123456789ABCDEF0123456789ABCDEF01234567",
)


def test_an_erasure_is_written_as_it_always_was() -> None:
    assert erasure_to_json(ERASURE) == GOLDEN
    assert erasure_from_json(GOLDEN + b"\n\n") == ERASURE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"erasure/1", b"erasure/2"),
        (b'"asked"', b'"tired"'),
        (b"09:00:00Z", b"09:00"),
        (b"ABCDEF", b"abcdef"),
        (b'"asked"', b'"asked", "email": "camille@example.org"'),
        (b"2026000042", b"2026"),
        (b"{", b"["),
        (b"  ", b" "),
    ],
)
def test_another_form_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(RecordError):
        erasure_from_json(GOLDEN.replace(old, new))
