# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a structured file is a contract: written one way, refused in any other form."""

import dataclasses
import datetime
from pathlib import Path

import pytest

from intake.errors import IntakeError
from intake.model.document_number import DocumentNumber
from intake.model.structured_communication import OrderNumber
from intake.model.transmission import Transmission, TransmissionStep
from intake.store.transmission_record import transmission_from_json, transmission_to_json

GOLDEN = (Path(__file__).parent.parent / "golden" / "transmission-1.json").read_bytes()
REFUSED = Transmission(
    order=OrderNumber("2026000042"),
    document=DocumentNumber.parse("2026-00001"),
    step=TransmissionStep.REFUSED,
    count=2,
    on=datetime.date(2026, 11, 25),
    reference="5f1c",
    reason="BR-CO-15: the totals differ",
    recorded=datetime.datetime(2026, 11, 25, 9, tzinfo=datetime.UTC),
)


def test_a_step_is_written_as_it_always_was() -> None:
    assert transmission_to_json(REFUSED) == GOLDEN
    assert transmission_from_json(GOLDEN + b"\n\n") == REFUSED


def test_what_nobody_said_is_absent() -> None:
    bare = dataclasses.replace(REFUSED, reference=None, reason=None)

    assert b"reference" not in transmission_to_json(bare)
    assert transmission_from_json(transmission_to_json(bare)) == bare


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"transmission/1", b"transmission/2"),
        (b'"count": 2', b'"count": "2"'),
        (b'"step": "refused"', b'"step": "sent"'),
        (b'"document": "2026-00001"', b'"document": "1"'),
        (b'"reason"', b'"because"'),
    ],
)
def test_a_changed_record_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(IntakeError):
        transmission_from_json(GOLDEN.replace(old, new))
