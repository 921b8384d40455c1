# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders as JSON. Each format is a contract, written down in docs/formats.md.

Orders are written as order/2; order/1 stays readable.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

from intake.model.calendar import instant_text, parse_instant
from intake.model.customer import Contact, Customer, CustomerKind, Registrant
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import LinePart, OptionWish, Order, OrderLine, OrderRequest, Wish
from intake.model.special_price import SpecialPrice
from intake.model.structured_communication import communication_text
from intake.model.vat import Vat, VatTreatment
from intake.store.json_record import JsonReader, RecordError, json_bytes, present
from intake.store.order_1 import ORDER_1, order_1_to_json, read_order_1
from intake.store.order_parts import read_number, read_rate, skip_totals, totals_record

ORDER_FORMAT = "order/2"
_PLACE = ("street", "postcode", "city", "country")
_CUSTOMER_REQUIRED = ("name", "email", *_PLACE)
_CUSTOMER_OPTIONAL = ("phone", "organisation", "legal_form", "enterprise_number", "vat_number")
_REGISTRANT_REQUIRED = ("name", "email", "phone", *_PLACE)
# Texts of a request that may be absent, in the order of the record.
_REQUEST_TEXTS = (
    "billing_copy",
    "notice_subscriber",
    "has_already",
    "hosting_wishes",
    "purchase_reference",
    "remarks",
    "openpgp_key",
)


def order_to_json(order: Order) -> bytes:
    """Write an order as order/2."""
    request = order.request
    return json_bytes(
        {
            "format": ORDER_FORMAT,
            "number": order.number,
            "communication": communication_text(order.number),
            "received": instant_text(order.received),
            "language": str(request.language),
            "price_list": order.price_list.isoformat(),
            "vat_treatment": str(order.vat.treatment),
            "vat_rate": str(order.vat.rate),
            **request_record(request),
            **present(special_price=order.special and _special(order.special)),
            "lines": [_line(line) for line in order.lines],
            **totals_record(order.totals),
            "to_pay": str(order.to_pay),
        }
    )


def order_from_json(data: bytes) -> Order:
    """Read an order, with or without its padding; RecordError names what is wrong with it.

    It must be written as we write it, to the byte: so the sums and the communication that it
    states are those of its lines and its number, and no key stands in it twice.
    """
    try:
        record = JsonReader(json.loads(data), "order")
        read, write = _FORMATS[record.take("format", _known)]
        order = read(record)
        record.finish()
        rewritten = write(order)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise RecordError("order", str(error)) from error
    if rewritten != data.rstrip(b"\n") + b"\n":
        raise RecordError("order", "its sums are not those of its lines, or its form is not ours")
    return order


def request_record(request: OrderRequest) -> Mapping[str, object]:
    """Return what was asked for, as order/2 and the webhook have it."""
    texts = {name: getattr(request, name) for name in _REQUEST_TEXTS}
    return {
        "customer": _customer(request.customer),
        "wishes": [_wish(wish) for wish in request.wishes],
        "solidarity": request.solidarity,
        "gift": str(request.gift),
        "start_now": request.start_now,
        **present(
            technical=request.technical and _contact(request.technical),
            registrant=request.registrant and _registrant(request.registrant),
            **texts,
        ),
    }


def read_request(record: JsonReader, language: Language) -> OrderRequest:
    """Read what was asked for; ValueError or RecordError for what is not of the form."""
    return OrderRequest(
        language=language,
        customer=record.inner("customer", _read_customer),
        wishes=record.each("wishes", _read_wish),
        solidarity=record.flag("solidarity"),
        gift=record.take("gift", Money.parse),
        start_now=record.flag("start_now"),
        technical=record.inner_if_there("technical", _read_contact),
        registrant=record.inner_if_there("registrant", _read_registrant),
        **{name: record.text_if_there(name) for name in _REQUEST_TEXTS},
    )


def _read_order_2(record: JsonReader) -> Order:
    request = read_request(record, record.take("language", Language))
    lines = record.each("lines", _read_line)
    priced_offers = {line.offer_id for line in lines}
    order = Order(
        number=record.take("number", read_number),
        received=record.take("received", parse_instant),
        price_list=record.take("price_list", datetime.date.fromisoformat),
        vat=Vat(
            treatment=record.take("vat_treatment", VatTreatment),
            rate=record.take("vat_rate", read_rate),
        ),
        request=request,
        lines=lines,
        on_request=tuple(one for one in request.wishes if one.offer_id not in priced_offers),
        special=record.inner_if_there("special_price", _read_special),
    )
    for key in ("communication", "to_pay"):
        record.text(key)
    skip_totals(record)
    return order


def _known(text: str) -> str:
    if text not in _FORMATS:
        raise RecordError("order", f"it is no {ORDER_FORMAT}")
    return text


_FORMATS: Mapping[str, tuple[Callable[[JsonReader], Order], Callable[[Order], bytes]]] = (
    MappingProxyType(
        {
            ORDER_FORMAT: (_read_order_2, order_to_json),
            ORDER_1: (read_order_1, order_1_to_json),
        }
    )
)


def _customer(customer: Customer) -> Mapping[str, object]:
    return {
        "kind": str(customer.kind),
        **{key: getattr(customer, key) for key in _CUSTOMER_REQUIRED},
        **present(**{key: getattr(customer, key) for key in _CUSTOMER_OPTIONAL}),
    }


def _read_customer(record: JsonReader) -> Customer:
    return Customer(
        kind=record.take("kind", CustomerKind),
        name=record.text("name"),
        email=record.text("email"),
        street=record.text("street"),
        postcode=record.text("postcode"),
        city=record.text("city"),
        country=record.text("country"),
        **{key: record.text_if_there(key) for key in _CUSTOMER_OPTIONAL},
    )


def _registrant(registrant: Registrant) -> Mapping[str, object]:
    return {
        **{key: getattr(registrant, key) for key in _REGISTRANT_REQUIRED},
        **present(organisation=registrant.organisation),
    }


def _read_registrant(record: JsonReader) -> Registrant:
    return Registrant(
        **{key: record.text(key) for key in _REGISTRANT_REQUIRED},
        organisation=record.text_if_there("organisation"),
    )


def _contact(contact: Contact) -> Mapping[str, str]:
    return {"name": contact.name, "email": contact.email}


def _read_contact(record: JsonReader) -> Contact:
    return Contact(name=record.text("name"), email=record.text("email"))


def _wish(wish: Wish) -> Mapping[str, object]:
    return {
        "offer": wish.offer_id,
        **present(domain_name=wish.domain_name, months=wish.months),
        "quantity": wish.quantity,
        "options": [{"option": one.option_id, "quantity": one.quantity} for one in wish.options],
    }


def _read_wish(record: JsonReader) -> Wish:
    return Wish(
        offer_id=record.text("offer"),
        domain_name=record.text_if_there("domain_name"),
        months=record.number_if_there("months"),
        quantity=record.number("quantity"),
        options=record.each("options", _read_option),
    )


def _read_option(record: JsonReader) -> OptionWish:
    return OptionWish(option_id=record.text("option"), quantity=record.number("quantity"))


def _special(special: SpecialPrice) -> Mapping[str, object]:
    return {
        "offer": special.offer_id,
        "months": special.months,
        "net": str(special.net),
        "until": special.until.isoformat(),
    }


def _read_special(record: JsonReader) -> SpecialPrice:
    return SpecialPrice(
        offer_id=record.text("offer"),
        months=record.number("months"),
        net=record.take("net", Money.parse),
        until=record.take("until", datetime.date.fromisoformat),
    )


def _line(line: OrderLine) -> Mapping[str, object]:
    return {
        "part": str(line.part),
        "offer": line.offer_id,
        **present(option=line.option_id, domain_name=line.domain_name),
        "term_months": line.term_months,
        "quantity": line.quantity,
        "unit_net": str(line.unit_net),
        "net": str(line.net),
        "vat_rate": str(line.vat_rate),
    }


def _read_line(record: JsonReader) -> OrderLine:
    record.text("net")
    return OrderLine(
        part=record.take("part", LinePart),
        offer_id=record.text("offer"),
        option_id=record.text_if_there("option"),
        domain_name=record.text_if_there("domain_name"),
        term_months=record.number("term_months"),
        quantity=record.number("quantity"),
        unit_net=record.take("unit_net", Money.parse),
        vat_rate=record.take("vat_rate", read_rate),
    )
