# SPDX-License-Identifier: GPL-3.0-or-later
"""A quotation and its acceptance are contracts: written one way, refused in any other form."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from intake.model.money import Money
from intake.model.named_prices import Acceptance, AcceptanceWay, NamedPrices, PlacedPrice
from intake.model.structured_communication import OrderNumber
from intake.store.json_record import RecordError
from intake.store.quotation_record import (
    acceptance_from_json,
    acceptance_to_json,
    named_prices_from_json,
    named_prices_to_json,
)

GOLDEN = Path(__file__).parent.parent / "golden"
QUOTATION = (GOLDEN / "quotation-1.json").read_bytes()
ACCEPTANCE = (GOLDEN / "quotation-accepted-1.json").read_bytes()


def test_a_quotation_is_written_as_it_always_was() -> None:
    named = NamedPrices(
        number=OrderNumber("2026000042"),
        on=date(2026, 11, 24),
        until=date(2026, 12, 24),
        prices=(
            PlacedPrice(place=1, unit_net=Money.parse("450.00")),
            PlacedPrice(place=2, unit_net=Money.parse("12.50"), months=12),
        ),
        recorded=datetime(2026, 11, 24, 9, tzinfo=UTC),
    )

    assert named_prices_to_json(named) == QUOTATION
    assert named_prices_from_json(QUOTATION + b"\n\n") == named
    assert named.mark == "3eaceefb99e7c626"


def test_an_acceptance_is_written_as_it_always_was() -> None:
    acceptance = Acceptance(
        number=OrderNumber("2026000042"),
        quotation="0123456789abcdef",
        on=date(2026, 11, 27),
        way=AcceptanceWay.SIGNED_MAIL,
        recorded=datetime(2026, 11, 30, 9, tzinfo=UTC),
    )

    assert acceptance_to_json(acceptance) == ACCEPTANCE
    assert acceptance_from_json(ACCEPTANCE + b"\n\n") == acceptance
    assert acceptance.mark == "4145c1933a53c6f5"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"quotation/1", b"quotation/2"),
        (b'"450.00"', b'"450"'),
        (b'"months": 12', b'"months": "12"'),
        (b'"place": 1', b'"place": true'),
        (b'"until"', b'"why": "", "until"'),
        (b"2026-12-24", b"24 December"),
    ],
)
def test_another_form_of_a_quotation_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(RecordError):
        named_prices_from_json(QUOTATION.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"accepted/1", b"accepted/2"),
        (b"signed-mail", b"telephone"),
        (b"09:00:00Z", b"09:00:00"),
        (b"{", b"["),
    ],
)
def test_another_form_of_an_acceptance_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(RecordError):
        acceptance_from_json(ACCEPTANCE.replace(old, new))
