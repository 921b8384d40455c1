# SPDX-License-Identifier: GPL-3.0-or-later
"""What every format of an order has in common."""

import re
from collections.abc import Mapping
from decimal import Decimal

from intake.model.pricing import Totals
from intake.model.structured_communication import OrderNumber, is_order_number
from intake.store.json_record import JsonReader, RecordError

_FINGERPRINT = re.compile(r"[0-9A-F]{40}", re.ASCII)


def read_number(text: str) -> OrderNumber:
    """Return an order number, or raise RecordError."""
    if not is_order_number(text):
        raise RecordError("number", f"{text} is no order number")
    return OrderNumber(text)


def read_fingerprint(text: str) -> str:
    """Return the fingerprint of a key, or raise RecordError."""
    if not _FINGERPRINT.fullmatch(text):
        raise RecordError("fingerprint", f"{text} is no fingerprint")
    return text


def read_rate(text: str) -> Decimal:
    """Return a VAT rate in percent, or raise RecordError."""
    rate = Decimal(text)
    if not rate.is_finite():
        raise RecordError("vat_rate", f"{text} is no rate")
    return rate


def totals_record(totals: Totals) -> Mapping[str, object]:
    """Return the sums, which repeat what the lines say."""
    return {
        "net": str(totals.net),
        "vat": [
            {"rate": str(one.rate), "net": str(one.net), "vat": str(one.vat)}
            for one in totals.vat_lines
        ],
        "total": str(totals.total),
    }


def skip_totals(record: JsonReader) -> None:
    """Take the sums; whoever reads an order compares them with those of its lines."""
    for key in ("net", "total"):
        record.text(key)
    record.each("vat", lambda one: [one.text(key) for key in ("rate", "net", "vat")])
