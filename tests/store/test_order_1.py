# SPDX-License-Identifier: GPL-3.0-or-later
"""The first format of an order stays readable, to the byte, and refused in any other form."""

import dataclasses
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.catalogue import Catalogue
from intake.model.customer import Customer, CustomerKind
from intake.model.language import Language
from intake.model.order import Order, OrderRequest, Wish, numbered
from intake.model.structured_communication import OrderNumber
from intake.store.json_record import RecordError
from intake.store.order_1 import order_1_to_json
from intake.store.records import order_from_json
from tests.conftest import BELGIAN_VAT, NOW

GOLDEN = Path(__file__).parent.parent / "golden" / "order-1.json"
RECORD = GOLDEN.read_bytes()


@pytest.fixture
def golden_order(catalogue: Catalogue) -> Order:
    """Return the order that the golden file records: every key that there is."""
    customer = Customer(
        kind=CustomerKind.ORGANISATION,
        name="Zoë D’Hondt",
        organisation="Voorbeeld “De Brug” vzw",
        vat_number="BE0123456749",
        email="zoe@example.org",
        street="Teststraat 2 bus 3",
        postcode="1050",
        city="Elsene",
        country="BE",
    )
    request = OrderRequest(
        language=Language.NL,
        customer=customer,
        wishes=(
            Wish(offer_id="hosting"),
            Wish(offer_id="domain-be", domain_name="xn--caf-dma.be"),
        ),
        remarks='Eerste regel.\nTweede regel met "aanhalingstekens" en een \\.',
    )
    price_list = catalogue.dated(datetime.date(2026, 1, 1))
    return numbered(
        request, price_list, BELGIAN_VAT, number=OrderNumber("2026000042"), received=NOW
    )


def replaced(old: str, new: str) -> bytes:
    """Return the golden record with one text changed in its first place."""
    assert old in RECORD.decode(), old
    return RECORD.decode().replace(old, new, 1).encode()


def without(key: str, *, where: str | None = None) -> bytes:
    """Return the golden record without a key, at its top or in a part of it."""
    record = json.loads(RECORD)
    part = record[where] if where else record
    del (part[0] if isinstance(part, list) else part)[key]
    return as_written(record)


def as_written(record: Any) -> bytes:  # noqa: ANN401  # anything that JSON can hold
    """Return JSON in our own form."""
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()


def said(data: bytes) -> str:
    """Return the sentence for a record that is refused."""
    with pytest.raises(RecordError) as error:
        order_from_json(data)
    return str(error.value)


# The golden file.


def test_an_order_is_written_as_the_golden_file(golden_order: Order) -> None:
    assert order_1_to_json(golden_order) == RECORD


def test_the_golden_file_is_read_as_the_order(golden_order: Order) -> None:
    assert order_from_json(RECORD) == golden_order


def test_what_is_read_is_written_to_the_same_byte() -> None:
    assert order_1_to_json(order_from_json(RECORD)) == RECORD


def test_what_is_absent_is_not_written(order: Order) -> None:
    record = json.loads(order_1_to_json(order))

    customer, line = record["customer"], record["lines"][0]
    keys = {*record, *customer, *line}
    assert keys & {"remarks", "organisation", "vat_number", "domain_name"} == set()


def test_the_format_comes_first() -> None:
    assert next(iter(json.loads(RECORD))) == "format"


@pytest.mark.parametrize("padding", [0, 1, 4095])
def test_padding_behind_a_record_is_not_read(golden_order: Order, padding: int) -> None:
    assert order_from_json(RECORD + b"\n" * padding) == golden_order


# Any bytes.


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    assert said(data).startswith("the record is not valid: ")


@settings(deadline=None)
@given(
    st.integers(min_value=0, max_value=len(RECORD) - 2),
    st.integers(min_value=0, max_value=255),
)
def test_one_changed_byte_is_refused_or_read_as_what_it_now_says(place: int, octet: int) -> None:
    changed = RECORD[:place] + bytes([octet]) + RECORD[place + 1 :]
    try:
        one = order_from_json(changed)
    except RecordError:
        return

    assert order_1_to_json(one) == changed


# What is refused.


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"order/1"', '"order/0"', "order: it is no order/2"),
        ('"order/1",', '"order/1",\n  "colour": "blue",', "order: unknown key colour"),
        ('"kind":', '"age": "40",\n    "kind":', "customer: unknown key age"),
        ('"offer":', '"colour": "blue",\n      "offer":', "lines: unknown key colour"),
        ('"rate": "21",', '"rate": "21",\n      "why": "law",', "vat: unknown key why"),
        ('"Zoë D’Hondt"', "null", "customer: no proper name"),
        ('"Voorbeeld “De Brug” vzw"', "null", "customer: no proper organisation"),
        ('"Eerste', 'null, "rest": "Eerste', "order: no proper remarks"),
        ("false", "null", "order: no proper start_now"),
        ("false", "0", "order: no proper start_now"),
        ("false", '"false"', "order: no proper start_now"),
        ("12,", '"12",', "lines: no proper term_months"),
        ("12,", "12.0,", "lines: no proper term_months"),
        ("12,", "true,", "lines: no proper term_months"),
        ('"60.00"', "60.00", "lines: no proper net"),
        ('"2026000042"', "2026000042", "order: no proper number"),
        ('"2026000042"', '"202600042"', "number: 202600042 is no order number"),
        ('"nl"', '"de"', "order: 'de' is not a valid Language"),
        ('"organisation",', '"castle",', "order: 'castle' is not a valid CustomerKind"),
        ('"2026-01-01"', '"2026-02-30"', "order: day is out of range for month"),
        (
            '"60.00"',
            '"60"',
            "order: '60' is not an amount such as 24.00",
        ),
    ],
)
def test_a_wrong_value_is_named(old: str, new: str, sentence: str) -> None:
    assert said(replaced(old, new)) == f"the record is not valid: {sentence}"


NOT_OURS = (
    "the record is not valid: order: its sums are not those of its lines, or its form is not ours"
)


NOT_AS_WE_WRITE_IT = {
    "a wrong net": replaced('"net": "72.00"', '"net": "72.01"'),
    "a wrong VAT": replaced('"vat": "15.12"', '"vat": "15.11"'),
    "a wrong total": replaced('"total": "87.12"', '"total": "87.13"'),
    "another price of a line": replaced('"net": "60.00"', '"net": "61.00"'),
    "another rate of a line": replaced('"vat_rate": "21"', '"vat_rate": "6"'),
    "a wrong communication": replaced("04236+++", "04337+++"),
    "another number": replaced('"2026000042"', '"2026000043"'),
    "no VAT": replaced('"vat": [\n    {', '"vat": [],\n  "old": [\n    {'),
    "a key twice": replaced('"total"', '"total": "87.12",\n  "total"'),
    "a key twice with another value": replaced('"total"', '"total": "1.00",\n  "total"'),
    "another order of keys": as_written(dict(reversed(json.loads(RECORD).items()))),
    "another indent": json.dumps(json.loads(RECORD), ensure_ascii=False).encode(),
    "escaped letters": json.dumps(json.loads(RECORD), indent=2).encode() + b"\n",
    "a space in front": b" " + RECORD,
    "a space behind": RECORD + b" ",
    "line ends of another system": RECORD.replace(b"\n", b"\r\n"),
    "another form of the day": replaced('"2026-01-01"', '"20260101"'),
    "another form of the instant": replaced("2026-11-22T10:12", "2026-11-22T10:012"),
    "an amount with zeros in front": replaced('"60.00"', '"060.00"'),
    "a rate with a plus": replaced('"vat_rate": "21"', '"vat_rate": "+21"'),
}


@pytest.mark.parametrize("data", NOT_AS_WE_WRITE_IT.values(), ids=NOT_AS_WE_WRITE_IT)
def test_a_record_that_is_not_as_we_write_it_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        order_from_json(data)


def test_wrong_sums_are_said(golden_order: Order) -> None:
    assert golden_order.number == "2026000042"
    assert said(replaced('"total": "87.12"', '"total": "87.13"')) == NOT_OURS


@pytest.mark.parametrize(
    "key",
    [
        "format",
        "number",
        "communication",
        "received",
        "language",
        "price_list",
        "customer",
        "lines",
        "net",
        "vat",
        "total",
        "start_now",
    ],
)
def test_a_missing_key_is_named(key: str) -> None:
    assert said(without(key)) == f"the record is not valid: order: no proper {key}"


@pytest.mark.parametrize("key", ["kind", "name", "email", "street", "postcode", "city", "country"])
def test_a_missing_key_of_the_customer_is_named(key: str) -> None:
    expected = f"the record is not valid: customer: no proper {key}"

    assert said(without(key, where="customer")) == expected


@pytest.mark.parametrize("key", ["offer", "term_months", "net", "vat_rate"])
def test_a_missing_key_of_a_line_is_named(key: str) -> None:
    assert said(without(key, where="lines")) == f"the record is not valid: lines: no proper {key}"


NO_OBJECT_OF_OURS = {
    "nothing": b"",
    "a line end": b"\n",
    "a list": b"[]\n",
    "null": b"null\n",
    "a text": b'"order/1"\n',
    "an empty object": b"{}\n",
    "half an object": b"{",
    "no text": b"\xff\xfe",
    "too many brackets": b"[" * 100_000,
    "too many digits": b"1" * 5_000,
    "a byte order mark": b"\xef\xbb\xbf" + RECORD,
    "two records": RECORD + RECORD,
    "a record cut short": RECORD[:-3],
}


@pytest.mark.parametrize("data", NO_OBJECT_OF_OURS.values(), ids=NO_OBJECT_OF_OURS)
def test_what_is_no_object_of_ours_is_refused(data: bytes) -> None:
    assert said(data).startswith("the record is not valid: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"lines": [', '"lines": [3,'),
        ('"customer": {', '"customer": [], "old": {'),
        ('"lines": [', '"lines": {}, "old": ['),
    ],
)
def test_a_part_of_another_shape_is_refused(old: str, new: str) -> None:
    assert said(replaced(old, new)).startswith("the record is not valid: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"vat_rate": "21"', '"vat_rate": "NaN"'),
        ('"vat_rate": "21"', '"vat_rate": "sNaN"'),
        ('"vat_rate": "21"', '"vat_rate": "Infinity"'),
        ('"vat_rate": "21"', '"vat_rate": "1E+30"'),
        ('"60.00"', '"600000000000000000000000000000.00"'),
        ('"Zoë D’Hondt"', r'"\ud800"'),
    ],
)
def test_a_value_that_cannot_be_computed_or_written_is_refused(old: str, new: str) -> None:
    """A stolen web machine can put any record in the queue; the desk must name it and go on."""
    assert said(replaced(old, new)).startswith("the record is not valid: ")


def test_an_order_never_changes_by_being_written(golden_order: Order) -> None:
    copy = dataclasses.replace(golden_order)

    order_1_to_json(golden_order)

    assert golden_order == copy
