# SPDX-License-Identifier: GPL-3.0-or-later
"""Order requests from outside: read strictly, checked by the rules, never a bug."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intake.errors import InvalidInputError
from intake.model.catalogue import PriceList
from intake.store.json_record import present
from intake.store.order_request import order_request_from_json
from intake.store.records import request_record
from tests.web.partner import BODY, order_record

GOLDEN = Path(__file__).parent.parent / "golden" / "order-request-1.json"
AT_EASE = hypothesis_settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Any JSON, often with the keys of a request in it.
KEYS = st.sampled_from(sorted({*order_record(), *order_record()["customer"], "offer", "options"}))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(), inner),
    max_leaves=20,
)


def test_the_golden_file_is_read_with_every_key_there_is(price_list: PriceList) -> None:
    """What is recorded of it is what it says, in the one form that records have."""
    request = order_request_from_json(GOLDEN.read_bytes(), price_list)
    said = json.loads(GOLDEN.read_text(encoding="utf-8"))
    said["customer"]["enterprise_number"] = "0123456749"
    said["customer"]["vat_number"] = "BE0123456749"
    said["wishes"][1]["domain_name"] = "xn--d-brug-bva.be"

    found = {"format": said["format"], "language": "nl", **request_record(request)}
    assert found == said
    optional = {key for key in said if key not in order_record()}
    assert optional == set(present(**{key: said[key] for key in optional}))


@AT_EASE
@given(st.binary(max_size=300))
def test_any_other_bytes_are_refused(price_list: PriceList, data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        order_request_from_json(data, price_list)


@AT_EASE
@given(JSON)
def test_any_other_json_is_refused_and_never_a_bug(price_list: PriceList, value: object) -> None:
    with pytest.raises(InvalidInputError):
        order_request_from_json(as_json(value), price_list)


def faulty_keys(data: bytes, price_list: PriceList) -> set[str]:
    """Return the first step of each pointer of a fault; none for a good request."""
    try:
        order_request_from_json(data, price_list)
    except InvalidInputError as error:
        return {fault.field.split("/")[1] for fault in error.faults}
    return set()


def test_an_empty_place_among_the_wishes_is_named(price_list: PriceList) -> None:
    record = {**order_record(), "wishes": [None]}
    assert faulty_keys(as_json(record), price_list) == {"wishes"}


@AT_EASE
@given(st.sampled_from(sorted(order_record())), JSON)
def test_any_other_value_of_a_key_is_read_or_its_fault_is_in_it(
    price_list: PriceList, key: str, value: object
) -> None:
    record = {**order_record(), key: value}
    assert faulty_keys(as_json(record), price_list) <= {key, "notice_subscriber"}


@AT_EASE
@given(st.sampled_from(sorted(order_record()["customer"])), JSON)
def test_any_other_value_of_the_customer_is_read_or_its_fault_is_in_it(
    price_list: PriceList, key: str, value: object
) -> None:
    record: dict[str, Any] = order_record()
    record["customer"][key] = value
    assert faulty_keys(as_json(record), price_list) <= {"customer", "notice_subscriber"}


@AT_EASE
@given(st.integers(0, len(BODY) - 1), st.integers(0, 255))
def test_one_changed_byte_is_read_or_refused(price_list: PriceList, place: int, octet: int) -> None:
    changed = BODY[:place] + bytes([octet]) + BODY[place + 1 :]
    assert faulty_keys(changed, price_list) is not None


def as_json(value: object) -> bytes:
    """Write any value, also halves of characters, which stand as escapes."""
    return json.dumps(value).encode()
