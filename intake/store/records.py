# SPDX-License-Identifier: GPL-3.0-or-later
"""Records as JSON. Each format is a contract, written down in docs/formats.md.

Absent means absent (there is no null), an unknown key is an error, and a format that was ever
written stays readable.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from intake.errors import IntakeError
from intake.model.calendar import instant_text, parse_instant
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import Customer, CustomerKind, Order, OrderLine, OrderRequest, Wish
from intake.model.structured_communication import OrderNumber, communication_text, is_order_number

ORDER_FORMAT = "order/1"
_T = TypeVar("_T")


def order_to_json(order: Order) -> bytes:
    """Write an order as order/1."""
    request, totals = order.request, order.totals
    record = {
        "format": ORDER_FORMAT,
        "number": order.number,
        "communication": communication_text(order.number),
        "received": instant_text(order.received),
        "language": str(request.language),
        "price_list": order.price_list.isoformat(),
        "customer": _customer(request.customer),
        "lines": [_line(line) for line in order.lines],
        "net": str(totals.net),
        "vat": [
            {"rate": str(one.rate), "net": str(one.net), "vat": str(one.vat)}
            for one in totals.vat_lines
        ],
        "total": str(totals.total),
        "start_now": request.start_now,
        **_present(remarks=request.remarks),
    }
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()


def order_from_json(data: bytes) -> Order:
    """Read an order/1, with or without its padding; RecordError names what is wrong with it.

    It must be written as we write it, to the byte: so the sums and the communication that it
    states are those of its lines and its number, and no key stands in it twice.
    """
    try:
        record = _Reader(json.loads(data), "order")
        order = _order(record)
        rewritten = order_to_json(order)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise RecordError("order", str(error)) from error
    if rewritten != data.rstrip(b"\n") + b"\n":
        raise RecordError("order", "its sums are not those of its lines, or its form is not ours")
    return order


class _Reader:
    """Takes the keys out of one JSON object, each once, and knows which were left."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise RecordError(where, "is no object")
        self._left = dict(value)
        self._where = where

    def take(self, key: str, read: Callable[[str], _T]) -> _T:
        """Take a text and read it."""
        return read(self._typed(key, str))

    def take_if_there(self, key: str) -> str | None:
        """Take a text that may be absent."""
        return self._typed(key, str) if key in self._left else None

    def flag(self, key: str) -> bool:
        """Take true or false."""
        return self._typed(key, bool)

    def number(self, key: str) -> int:
        """Take a whole number."""
        return self._typed(key, int)

    def inner(self, key: str) -> "_Reader":
        """Take an object."""
        return _Reader(self._typed(key, dict), key)

    def each(self, key: str, read: Callable[["_Reader"], _T]) -> tuple[_T, ...]:
        """Take a list of objects and read each."""
        readers = [_Reader(value, key) for value in self._typed(key, list)]
        read_values = tuple(read(reader) for reader in readers)
        for reader in readers:
            reader.finish()
        return read_values

    def finish(self) -> None:
        """Refuse what nobody took."""
        if self._left:
            raise RecordError(self._where, f"unknown key {min(self._left)}")

    def _typed(self, key: str, kind: type[_T]) -> _T:
        value = self._left.pop(key, None)
        if type(value) is not kind:
            raise RecordError(self._where, f"no proper {key}")
        return value


def _order(record: _Reader) -> Order:
    if record.take("format", str) != ORDER_FORMAT:
        raise RecordError("order", f"it is no {ORDER_FORMAT}")
    lines = record.each("lines", _read_line)
    customer = record.inner("customer")
    order = Order(
        number=record.take("number", _number),
        received=record.take("received", parse_instant),
        price_list=record.take("price_list", datetime.date.fromisoformat),
        lines=lines,
        request=OrderRequest(
            language=record.take("language", Language),
            customer=_read_customer(customer),
            wishes=tuple(
                Wish(offer_id=line.offer_id, domain_name=line.domain_name) for line in lines
            ),
            remarks=record.take_if_there("remarks"),
            start_now=record.flag("start_now"),
        ),
    )
    # These three repeat what the lines and the number say; order_from_json compares them.
    for key in ("communication", "net", "total"):
        record.take(key, str)
    record.each("vat", lambda one: [one.take(key, str) for key in ("rate", "net", "vat")])
    customer.finish()
    record.finish()
    return order


def _customer(customer: Customer) -> Mapping[str, str]:
    return {
        "kind": str(customer.kind),
        "name": customer.name,
        **_present(organisation=customer.organisation, vat_number=customer.vat_number),
        "email": customer.email,
        "street": customer.street,
        "postcode": customer.postcode,
        "city": customer.city,
        "country": customer.country,
    }


def _read_customer(record: _Reader) -> Customer:
    return Customer(
        kind=record.take("kind", CustomerKind),
        organisation=record.take_if_there("organisation"),
        vat_number=record.take_if_there("vat_number"),
        **{
            key: record.take(key, str)
            for key in ("name", "email", "street", "postcode", "city", "country")
        },
    )


def _line(line: OrderLine) -> Mapping[str, str | int]:
    return {
        "offer": line.offer_id,
        **_present(domain_name=line.domain_name),
        "term_months": line.term_months,
        "net": str(line.net),
        "vat_rate": str(line.vat_rate),
    }


def _read_line(record: _Reader) -> OrderLine:
    return OrderLine(
        offer_id=record.take("offer", str),
        domain_name=record.take_if_there("domain_name"),
        term_months=record.number("term_months"),
        net=record.take("net", Money.parse),
        vat_rate=record.take("vat_rate", _rate),
    )


def _number(text: str) -> OrderNumber:
    if not is_order_number(text):
        raise RecordError("number", f"{text} is no order number")
    return OrderNumber(text)


def _rate(text: str) -> Decimal:
    rate = Decimal(text)
    if not rate.is_finite():
        raise RecordError("vat_rate", f"{text} is no rate")
    return rate


def _present(**texts: str | None) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text is not None}


class RecordError(IntakeError):
    """A record is not of the format that it should be."""

    def __init__(self, where: str, what: str) -> None:
        """Say where and what."""
        super().__init__(f"the record is not valid: {where}: {what}")
