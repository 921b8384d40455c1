# SPDX-License-Identifier: GPL-3.0-or-later
"""The states that staff publish for receipt pages: order-states/1 (docs/formats.md)."""

import json
from pathlib import Path

from intake.model.calendar import instant_text, parse_instant
from intake.model.order_state import OrderState, PublishedStates
from intake.store.json_record import JsonReader, RecordError, json_bytes
from intake.store.order_parts import read_number

STATES_FORMAT = "order-states/1"


def states_file(folder: Path) -> Path:
    """Return where the signed states lie."""
    return folder / "order-states.pgp"


def states_to_json(published: PublishedStates) -> bytes:
    """Write what is published, before it is signed."""
    states = sorted(published.states.items())
    return json_bytes(
        {
            "format": STATES_FORMAT,
            "issued": instant_text(published.issued),
            "states": {number: str(state) for number, state in states},
        }
    )


def states_from_json(data: bytes) -> PublishedStates:
    """Read what was signed; RecordError if it is not written as we write it."""
    try:
        record = JsonReader(json.loads(data), STATES_FORMAT)
        if record.text("format") != STATES_FORMAT:
            raise RecordError(STATES_FORMAT, "another format")
        issued = record.take("issued", parse_instant)
        pairs = record.texts("states").items()
        record.finish()
        states = {read_number(number): OrderState(state) for number, state in pairs}
    except (ValueError, RecursionError) as error:
        raise RecordError(STATES_FORMAT, str(error)) from error
    published = PublishedStates(issued=issued, states=states)
    if states_to_json(published) != data:
        raise RecordError(STATES_FORMAT, "its form is not ours")
    return published
