# SPDX-License-Identifier: GPL-3.0-or-later
"""A quotation and its acceptance, as JSON: quotation/1, quotation-accepted/1 (docs/formats.md)."""

import datetime

from intake.model.calendar import instant_text, parse_instant
from intake.model.money import Money
from intake.model.named_prices import Acceptance, AcceptanceWay, NamedPrices, PlacedPrice
from intake.store.json_record import JsonReader, json_bytes, read_as_written
from intake.store.order_parts import read_number

QUOTATION_FORMAT = "quotation/1"
ACCEPTANCE_FORMAT = "quotation-accepted/1"


def named_prices_to_json(named: NamedPrices) -> bytes:
    """Write the prices that staff name."""
    return json_bytes(
        {
            "format": QUOTATION_FORMAT,
            "number": named.number,
            "on": named.on.isoformat(),
            "until": named.until.isoformat(),
            "prices": [
                {"place": one.place, "unit_net": str(one.unit_net), "months": one.months}
                for one in named.prices
            ],
            "recorded": instant_text(named.recorded),
        }
    )


def named_prices_from_json(data: bytes) -> NamedPrices:
    """Read them, with or without padding; RecordError if they are not written as we write them."""
    return read_as_written(data, QUOTATION_FORMAT, _named_prices, named_prices_to_json)


def acceptance_to_json(acceptance: Acceptance) -> bytes:
    """Write how a quotation was accepted."""
    return json_bytes(
        {
            "format": ACCEPTANCE_FORMAT,
            "number": acceptance.number,
            "quotation": acceptance.quotation,
            "on": acceptance.on.isoformat(),
            "way": str(acceptance.way),
            "recorded": instant_text(acceptance.recorded),
        }
    )


def acceptance_from_json(data: bytes) -> Acceptance:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, ACCEPTANCE_FORMAT, _acceptance, acceptance_to_json)


def _named_prices(record: JsonReader) -> NamedPrices:
    return NamedPrices(
        number=record.take("number", read_number),
        on=record.take("on", datetime.date.fromisoformat),
        until=record.take("until", datetime.date.fromisoformat),
        prices=record.each("prices", _price),
        recorded=record.take("recorded", parse_instant),
    )


def _price(record: JsonReader) -> PlacedPrice:
    return PlacedPrice(
        place=record.number("place"),
        unit_net=record.take("unit_net", Money.parse),
        months=record.number("months"),
    )


def _acceptance(record: JsonReader) -> Acceptance:
    return Acceptance(
        number=record.take("number", read_number),
        quotation=record.text("quotation"),
        on=record.take("on", datetime.date.fromisoformat),
        way=record.take("way", AcceptanceWay),
        recorded=record.take("recorded", parse_instant),
    )
