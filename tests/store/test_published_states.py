# SPDX-License-Identifier: GPL-3.0-or-later
"""What staff publish is a contract: numbers and states, and nothing else."""

import datetime
from pathlib import Path

import pytest

from intake.model.order_state import OrderState, PublishedStates
from intake.model.structured_communication import OrderNumber
from intake.store.json_record import RecordError
from intake.store.published_states import states_from_json, states_to_json

RECORD = (Path(__file__).parent.parent / "golden" / "order-states-1.json").read_bytes()
STATES = PublishedStates(
    issued=datetime.datetime(2026, 11, 24, 9, 5, tzinfo=datetime.UTC),
    states={
        OrderNumber("2026000043"): OrderState.RUNNING,
        OrderNumber("2026000042"): OrderState.PAID,
    },
)


def test_states_are_written_as_they_always_were() -> None:
    assert states_to_json(STATES) == RECORD
    assert states_from_json(RECORD) == STATES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"order-states/1", b"order-states/2"),
        (b'"paid"', b'"lost"'),
        (b'"paid"', b"1"),
        (b"2026000042", b"2026"),
        (b'"2026000042": "paid"', b'"2026000043": "running"'),
        (b"  ", b" "),
        (b"{", b"["),
    ],
)
def test_another_form_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(RecordError):
        states_from_json(RECORD.replace(old, new))
