# SPDX-License-Identifier: GPL-3.0-or-later
"""What is added to a dossier is a contract: written one way, and refused in any other form."""

import datetime
from pathlib import Path

import pytest

from intake.model.order_state import OrderState, Progress
from intake.model.sending import LetterKind, Sending, Step
from intake.model.structured_communication import OrderNumber
from intake.store.dossier_records import (
    progress_from_json,
    progress_to_json,
    sending_from_json,
    sending_to_json,
)
from intake.store.json_record import RecordError

GOLDEN = Path(__file__).parent.parent / "golden"
NUMBER = OrderNumber("2026000042")
SENDING = Sending(
    number=NUMBER,
    letter=LetterKind.ANSWER,
    answers="0123456789abcdef",
    attempt=1,
    step=Step.REFUSED,
    message_id="<pro-forma-2026000042@all2all.org>",
    at=datetime.datetime(2026, 11, 22, 10, 12, 1, tzinfo=datetime.UTC),
    code=550,
)
PROGRESS = Progress(
    number=NUMBER,
    state=OrderState.PAID,
    on=datetime.date(2026, 11, 24),
    recorded=datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC),
)


def golden(name: str) -> bytes:
    """Return a file that never changes."""
    return (GOLDEN / name).read_bytes()


def test_a_sending_is_written_as_it_always_was() -> None:
    assert sending_to_json(SENDING) == golden("sending-1.json")
    assert sending_from_json(golden("sending-1.json") + b"\n\n") == SENDING


def test_progress_is_written_as_it_always_was() -> None:
    assert progress_to_json(PROGRESS) == golden("progress-1.json")
    assert progress_from_json(golden("progress-1.json") + b"\n\n") == PROGRESS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"sending/1", b"sending/2"),
        (b'"attempt": 1', b'"attempt": "1"'),
        (b'"step": "refused"', b'"step": "lost"'),
        (b'"code": 550', b'"code": 550, "to": "camille@example.org"'),
        (b"10:12:01Z", b"10:12:01"),
        (b"2026000042", b"2026"),
        (b"  ", b" "),
        (b"{", b"["),
    ],
)
def test_another_form_is_refused(old: bytes, new: bytes) -> None:
    """An address above all."""
    with pytest.raises(RecordError):
        sending_from_json(golden("sending-1.json").replace(old, new))
