# SPDX-License-Identifier: GPL-3.0-or-later
"""Who took a dossier up or gave it back, as JSON: taken/1 and given-back/1 (docs/formats.md)."""

import json

from intake.model.calendar import instant_text, parse_instant
from intake.model.claim import Claim, ClaimStep
from intake.store.json_record import JsonReader, RecordError, json_bytes
from intake.store.order_parts import read_number

_FORMATS = {f"{step}/1": step for step in ClaimStep}
_CLAIM = "taken/1"


def claim_to_json(claim: Claim) -> bytes:
    """Write what a paper says about a claim."""
    return json_bytes(
        {
            "format": f"{claim.step}/1",
            "number": claim.number,
            "by": claim.by,
            "at": instant_text(claim.at),
        }
    )


def claim_from_json(data: bytes) -> Claim:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    try:
        record = JsonReader(json.loads(data), _CLAIM)
        step = _FORMATS.get(record.text("format"))
        if step is None:
            raise RecordError(_CLAIM, "another format")
        claim = Claim(
            step=step,
            number=record.take("number", read_number),
            by=record.text("by"),
            at=record.take("at", parse_instant),
        )
        record.finish()
        rewritten = claim_to_json(claim)
    except (ValueError, RecursionError) as error:
        raise RecordError(_CLAIM, str(error)) from error
    if rewritten != data.rstrip(b"\n") + b"\n":
        raise RecordError(_CLAIM, "its form is not ours")
    return claim
