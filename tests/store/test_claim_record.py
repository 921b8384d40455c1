# SPDX-License-Identifier: GPL-3.0-or-later
"""Who took what is a contract: written one way, and refused in any other form."""

import datetime
from pathlib import Path

import pytest

from intake.model.claim import Claim, ClaimStep
from intake.model.structured_communication import OrderNumber
from intake.store.claim_record import claim_from_json, claim_to_json
from intake.store.json_record import RecordError

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize("step", ClaimStep)
def test_a_claim_is_written_as_it_always_was(step: ClaimStep) -> None:
    data = (GOLDEN / f"{step}-1.json").read_bytes()
    claim = Claim(
        number=OrderNumber("2026000042"),
        step=step,
        by="Stéphane <two@example.org>",
        at=datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC),
    )

    assert claim_to_json(claim) == data
    assert claim_from_json(data + b"\n\n") == claim


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"taken/1", b"taken/2"),
        (b"09:00:00Z", b"09:00:00"),
        (b'"at"', b'"why": "", "at"'),
        (b"2026000042", b"2026"),
        (b"  ", b" "),
        (b"{", b"["),
    ],
)
def test_another_form_is_refused(old: bytes, new: bytes) -> None:
    data = (GOLDEN / "taken-1.json").read_bytes()
    with pytest.raises(RecordError):
        claim_from_json(data.replace(old, new))
