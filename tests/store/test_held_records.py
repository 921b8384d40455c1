# SPDX-License-Identifier: GPL-3.0-or-later
"""held-order/1: what it says, and that nothing else is taken for it."""

import json
from pathlib import Path

import pytest

from intake.model.doubt import Doubt
from intake.model.held_order import HeldOrder
from intake.model.order import OrderRequest
from intake.store.held_records import held_from_json, held_to_json
from intake.store.json_record import RecordError
from tests.conftest import BELGIAN_VAT, NOW

GOLDEN = Path(__file__).parent.parent / "golden" / "held-order-1.json"


@pytest.fixture
def held(order_request: OrderRequest) -> HeldOrder:
    """Return the held order of the golden file."""
    return HeldOrder(
        received=NOW,
        doubts=(Doubt.TRAP, Doubt.LINKS),
        price_list=NOW.date(),
        vat=BELGIAN_VAT,
        request=order_request,
    )


def test_the_record_is_the_golden_file(held: HeldOrder) -> None:
    assert held_to_json(held) == GOLDEN.read_bytes()


def test_what_is_written_is_read_again_with_its_padding(held: HeldOrder) -> None:
    assert held_from_json(held_to_json(held) + b"\n" * 100) == held


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "held-order/2"),
        ("doubts", "trap fear"),
        ("received", "yesterday"),
        ("price_list", "2026-13-01"),
        ("vat_rate", "much"),
        ("more", "than there should be"),
    ],
)
def test_what_is_not_of_the_format_is_refused(key: str, value: str) -> None:
    record = {**json.loads(GOLDEN.read_bytes()), key: value}
    with pytest.raises(RecordError):
        held_from_json(json.dumps(record, ensure_ascii=False, indent=2).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"[" * 100_000])
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        held_from_json(data)


def test_a_record_written_in_another_way_is_refused() -> None:
    record = json.loads(GOLDEN.read_bytes())
    with pytest.raises(RecordError):
        held_from_json(json.dumps(record).encode())
