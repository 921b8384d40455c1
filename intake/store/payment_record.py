# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers about money as JSON: payment/1 (docs/formats.md)."""

import datetime

from intake.model.calendar import instant_text, parse_instant
from intake.model.money import NOTHING, Money
from intake.model.payment import EntryReference, Payer, Payment, PaymentKind, PaymentSource
from intake.store.json_record import JsonReader, RecordError, json_bytes, present, read_as_written
from intake.store.order_parts import read_number

PAYMENT_FORMAT = "payment/1"


def payment_to_json(payment: Payment) -> bytes:
    """Write what a paper says about money."""
    return json_bytes(
        {
            "format": PAYMENT_FORMAT,
            "kind": str(payment.kind),
            "number": payment.number,
            "amount": str(payment.amount),
            "booked": payment.booked.isoformat(),
            "source": str(payment.source),
            "account": payment.entry.account,
            "statement": payment.entry.statement,
            "reference": payment.entry.reference,
            "sequence": payment.entry.sequence,
            **present(payer_name=payment.payer.name, payer_iban=payment.payer.iban),
            "recorded": instant_text(payment.recorded),
        }
    )


def payment_from_json(data: bytes) -> Payment:
    """Read it, with or without its padding; RecordError if it is not written as we write it."""
    return read_as_written(data, PAYMENT_FORMAT, _payment, payment_to_json)


def _payment(record: JsonReader) -> Payment:
    return Payment(
        kind=record.take("kind", PaymentKind),
        number=record.take("number", read_number),
        amount=record.take("amount", _amount),
        booked=record.take("booked", datetime.date.fromisoformat),
        source=record.take("source", PaymentSource),
        entry=EntryReference(
            account=record.text("account"),
            statement=record.text("statement"),
            reference=record.text("reference"),
            sequence=record.number("sequence"),
        ),
        payer=Payer(
            name=record.text_if_there("payer_name"), iban=record.text_if_there("payer_iban")
        ),
        recorded=record.take("recorded", parse_instant),
    )


def _amount(text: str) -> Money:
    amount = Money.parse(text)
    if amount <= NOTHING:
        raise RecordError("amount", f"{text} is not above 0")
    return amount
