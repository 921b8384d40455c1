# SPDX-License-Identifier: GPL-3.0-or-later
"""What the papers about money of one order come to."""

import dataclasses
import datetime

import pytest

from intake.model.money import Money
from intake.model.payment import (
    EntryReference,
    Payment,
    PaymentKind,
    PaymentSource,
    account_of,
    entry_mark,
)
from intake.model.structured_communication import OrderNumber

ENTRY = EntryReference(account="BE98096244505493", statement="2026-231", reference="A", sequence=1)
PAYMENT = Payment(
    number=OrderNumber("2026000042"),
    amount=Money(cents=8712),
    booked=datetime.date(2026, 11, 24),
    source=PaymentSource.BANK,
    entry=ENTRY,
    recorded=datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC),
)


def another(kind: PaymentKind, cents: int, reference: str) -> Payment:
    """Return a paper about another entry."""
    return dataclasses.replace(
        PAYMENT,
        kind=kind,
        amount=Money(cents=cents),
        entry=dataclasses.replace(ENTRY, reference=reference),
    )


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(ENTRY, account="BE17523075470321"),
        dataclasses.replace(ENTRY, statement="2026-232"),
        dataclasses.replace(ENTRY, reference="B"),
        dataclasses.replace(ENTRY, sequence=2),
    ],
)
def test_each_part_of_its_reference_tells_an_entry_from_another(other: EntryReference) -> None:
    assert entry_mark(other) != entry_mark(ENTRY)


def test_two_papers_about_one_entry_count_once() -> None:
    assert account_of([PAYMENT, PAYMENT]).received == PAYMENT.amount


def test_two_transfers_that_look_alike_are_two() -> None:
    twin = another(PaymentKind.PAYMENT, 8712, "B")
    assert account_of([PAYMENT, twin]).received == Money(cents=17424)


def test_a_planned_refund_that_was_seen_is_counted_once() -> None:
    planned = another(PaymentKind.REFUND_PLANNED, 1000, "B")
    seen = another(PaymentKind.REFUND, 1000, "C")
    assert account_of([PAYMENT, planned]).kept == Money(cents=7712)
    assert account_of([PAYMENT, planned, seen]).kept == Money(cents=7712)
