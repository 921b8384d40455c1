# SPDX-License-Identifier: GPL-3.0-or-later
"""The first format of an order, order/1: one term, one piece, a customer in Belgium.

Nobody writes it any more; it stays readable.
"""

import datetime
from collections.abc import Mapping

from intake.model.calendar import brussels_date, instant_text, parse_instant
from intake.model.customer import Customer, CustomerKind
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import Order, OrderLine, OrderRequest, Wish
from intake.model.structured_communication import communication_text
from intake.model.vat import Vat, VatTreatment, standard_rate
from intake.store.json_record import JsonReader, json_bytes, present
from intake.store.order_parts import read_number, read_rate, skip_totals, totals_record

ORDER_1 = "order/1"
_REQUIRED = ("name", "email", "street", "postcode", "city", "country")


def read_order_1(record: JsonReader) -> Order:
    """Read an order/1; RecordError for what is not one."""
    lines = record.each("lines", _read_line)
    received = record.take("received", parse_instant)
    rate = lines[0].vat_rate if lines else standard_rate(brussels_date(received))
    order = Order(
        number=record.take("number", read_number),
        received=received,
        price_list=record.take("price_list", datetime.date.fromisoformat),
        vat=Vat(treatment=VatTreatment.STANDARD, rate=rate),
        lines=lines,
        request=OrderRequest(
            language=record.take("language", Language),
            customer=record.inner("customer", _read_customer),
            wishes=tuple(
                Wish(offer_id=one.offer_id, months=one.term_months, domain_name=one.domain_name)
                for one in lines
            ),
            remarks=record.text_if_there("remarks"),
            start_now=record.flag("start_now"),
        ),
    )
    record.text("communication")
    skip_totals(record)
    return order


def order_1_to_json(order: Order) -> bytes:
    """Write the order as order/1, to be compared with what was read."""
    request = order.request
    return json_bytes(
        {
            "format": ORDER_1,
            "number": order.number,
            "communication": communication_text(order.number),
            "received": instant_text(order.received),
            "language": str(request.language),
            "price_list": order.price_list.isoformat(),
            "customer": _customer(request.customer),
            "lines": [_line(line) for line in order.lines],
            **totals_record(order.totals),
            "start_now": request.start_now,
            **present(remarks=request.remarks),
        }
    )


def _customer(customer: Customer) -> Mapping[str, object]:
    return {
        "kind": str(customer.kind),
        "name": customer.name,
        **present(organisation=customer.organisation, vat_number=customer.vat_number),
        **{key: getattr(customer, key) for key in _REQUIRED[1:]},
    }


def _read_customer(record: JsonReader) -> Customer:
    return Customer(
        kind=record.take("kind", CustomerKind),
        organisation=record.text_if_there("organisation"),
        vat_number=record.text_if_there("vat_number"),
        **{key: record.text(key) for key in _REQUIRED},
    )


def _line(line: OrderLine) -> Mapping[str, object]:
    return {
        "offer": line.offer_id,
        **present(domain_name=line.domain_name),
        "term_months": line.term_months,
        "net": str(line.net),
        "vat_rate": str(line.vat_rate),
    }


def _read_line(record: JsonReader) -> OrderLine:
    return OrderLine(
        offer_id=record.text("offer"),
        domain_name=record.text_if_there("domain_name"),
        term_months=record.number("term_months"),
        unit_net=record.take("net", Money.parse),
        vat_rate=record.take("vat_rate", read_rate),
    )
