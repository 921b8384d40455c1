# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of a held order, held-order/1. Described in docs/formats.md."""

import datetime
import json

from intake.model.calendar import instant_text, parse_instant
from intake.model.doubt import Doubt
from intake.model.held_order import HeldOrder
from intake.model.language import Language
from intake.model.vat import Vat, VatTreatment
from intake.store.json_record import JsonReader, RecordError, json_bytes
from intake.store.order_parts import read_rate
from intake.store.records import read_request, request_record

HELD_FORMAT = "held-order/1"


def held_to_json(held: HeldOrder) -> bytes:
    """Write a held order."""
    return json_bytes(
        {
            "format": HELD_FORMAT,
            "received": instant_text(held.received),
            "doubts": " ".join(held.doubts),
            "language": str(held.request.language),
            "price_list": held.price_list.isoformat(),
            "vat_treatment": str(held.vat.treatment),
            "vat_rate": str(held.vat.rate),
            **request_record(held.request),
        }
    )


def held_from_json(data: bytes) -> HeldOrder:
    """Read a held order, with or without its padding; RecordError if it is not of our form."""
    try:
        record = JsonReader(json.loads(data), "held-order")
        record.take("format", _known)
        held = HeldOrder(
            received=record.take("received", parse_instant),
            doubts=tuple(Doubt(word) for word in record.text("doubts").split()),
            price_list=record.take("price_list", datetime.date.fromisoformat),
            vat=Vat(
                treatment=record.take("vat_treatment", VatTreatment),
                rate=record.take("vat_rate", read_rate),
            ),
            request=read_request(record, record.take("language", Language)),
        )
        record.finish()
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise RecordError("held-order", str(error)) from error
    if held_to_json(held) != data.rstrip(b"\n") + b"\n":
        raise RecordError("form", "not-ours")
    return held


def _known(text: str) -> str:
    if text != HELD_FORMAT:
        raise RecordError("format", text)
    return text
