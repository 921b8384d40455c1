# SPDX-License-Identifier: GPL-3.0-or-later
"""What a paper says about money is a contract: written one way, and refused in any other form."""

import dataclasses
import datetime
from pathlib import Path

import pytest

from intake.model.money import Money
from intake.model.payment import EntryReference, Payer, Payment, PaymentSource
from intake.model.structured_communication import OrderNumber
from intake.store.json_record import RecordError
from intake.store.payment_record import payment_from_json, payment_to_json

GOLDEN = (Path(__file__).parent.parent / "golden" / "payment-1.json").read_bytes()
PAYMENT = Payment(
    number=OrderNumber("2026000042"),
    amount=Money(cents=8712),
    booked=datetime.date(2026, 11, 24),
    source=PaymentSource.BANK,
    entry=EntryReference(
        account="BE98096244505493", statement="2026-231", reference="2112400012345", sequence=1
    ),
    payer=Payer(name="Camille Exemple", iban="BE68539007547034"),
    recorded=datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC),
)


def test_a_payment_is_written_as_it_always_was() -> None:
    assert payment_to_json(PAYMENT) == GOLDEN
    assert payment_from_json(GOLDEN + b"\n\n") == PAYMENT


def test_who_paid_may_be_unknown() -> None:
    unknown = dataclasses.replace(PAYMENT, payer=Payer())
    assert payment_from_json(payment_to_json(unknown)) == unknown


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"payment/1", b"payment/2"),
        (b'"87.12"', b'"-87.12"'),
        (b'"87.12"', b'"0.00"'),
        (b'"87.12"', b"87.12"),
        (b'"bank"', b'"barter"'),
        (b'"sequence": 1', b'"sequence": 1, "more": 1'),
        (b"2026000042", b"42"),
        (b"2026-11-24T", b"2026-11-24 "),
    ],
)
def test_any_other_form_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(RecordError):
        payment_from_json(GOLDEN.replace(old, new))
