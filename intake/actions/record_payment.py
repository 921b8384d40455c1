# SPDX-License-Identifier: GPL-3.0-or-later
"""Record a payment by hand: cash, or an entry of the pile that a person knows the order of."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from intake.actions.import_payment import mark_if_paid, record_share
from intake.actions.rest_payment import find_entry
from intake.errors import NotFoundError, RefusedError
from intake.model.matching import Billed
from intake.model.money import NOTHING, Money
from intake.model.order_moves import ORDER_MOVES, OrderEvent
from intake.model.payment import EntryReference, Payment, PaymentKind, PaymentSource, entry_mark
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import PaperKind
from intake.store.order_accounts import billed
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from intake.store.statements import paid_orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is recorded: whether it makes the order paid, and what of the entry is left."""

    payment: Payment
    is_paid: bool = False
    left: Money = NOTHING
    # What whoever records it should know of the order: it was paid, or is closed.
    remark: str = ""


def payment_by_hand(  # noqa: PLR0913 - what staff type, each named
    number: OrderNumber,
    amount: Money,
    booked: date,
    *,
    source: PaymentSource,
    register: Register,
    now: datetime,
    again: bool = False,
) -> Recorded:
    """Return the payment as it would be recorded; TypedTwiceError if the same is there."""
    _check_day(booked, now)
    order = billed(number, register)
    papers = [one for one in register.dossier(number) if one.kind is PaperKind.PAYMENT]
    alike = [
        one
        for one in map(register.payment, papers)
        if (one.source, one.booked) == (source, booked) and one.entry.account == source
    ]
    if not again and any(one.amount == amount for one in alike):
        raise TypedTwiceError(number)
    entry = EntryReference(
        account=source, statement=booked.isoformat(), reference=number, sequence=len(alike) + 1
    )
    payment = Payment(
        number=number, amount=amount, booked=booked, source=source, entry=entry, recorded=now
    )
    return Recorded(payment=payment, remark=_remark(order, payment))


def payment_of_entry(  # noqa: PLR0913 - what staff type, each named
    number: OrderNumber,
    amount: Money,
    booked: date,
    *,
    mark: str,
    register: Register,
    now: datetime,
) -> Recorded:
    """Return what an entry pays of an order, as it would be recorded.

    EntryNotFoundError or OtherEntryError if there is no such entry, or it is another, or spent.
    """
    order = billed(number, register)
    found = find_entry(mark, register)
    if found is None:
        raise EntryNotFoundError(mark)
    statement, entry = found
    shares = [register.payment(one) for one in paid_orders(register) if one.mark == mark]
    spent = sum((one.amount for one in shares), NOTHING)
    left = Money(cents=entry.amount.cents - spent.cents - amount.cents)
    if entry.booked != booked or left < NOTHING or any(one.number == number for one in shares):
        raise OtherEntryError(entry.amount, entry.booked, spent)
    payment = Payment(
        kind=PaymentKind.PAYMENT,
        number=number,
        amount=amount,
        booked=booked,
        source=PaymentSource.BANK,
        entry=statement.entry_reference(entry),
        payer=entry.counterparty,
        recorded=now,
    )
    return Recorded(payment=payment, left=left, remark=_remark(order, payment))


def record_payment(
    recorded: Recorded, *, register: Register, writer: PaperWriter, now: datetime
) -> Recorded:
    """Write it down, and mark the order as paid if that makes it so."""
    payment = recorded.payment
    mark = entry_mark(payment.entry)
    record_share(payment, mark, register=register, writer=writer, now=now)
    is_paid = mark_if_paid(
        payment.number, on=payment.booked, register=register, writer=writer, now=now
    )
    return replace(recorded, is_paid=is_paid)


def _remark(order: Billed, payment: Payment) -> str:
    """Return why an import would not have booked it by itself; nothing if it would."""
    rule = ORDER_MOVES.rule(order.state, OrderEvent.ENTRY)
    if rule:
        return f"order {order.number} is {order.state}: staff refunds plan pays back what is owed"
    above = order.with_payment(payment.amount).surplus
    if order.to_pay is not None and above > NOTHING:
        return f"of order {order.number}, {above} is above its price: staff refunds plan"
    return ""


def _check_day(booked: date, now: datetime) -> None:
    if booked > now.date():
        raise FutureDayError(booked)


class TypedTwiceError(RefusedError):
    """The same amount was recorded for that day."""

    def __init__(self, number: OrderNumber) -> None:
        """Say how to mean it."""
        super().__init__(
            f"order {number} has that amount on that day already; nothing was written. "
            "If it came twice, add --again"
        )


class FutureDayError(RefusedError):
    """Nothing is booked on a day that is still to come."""

    def __init__(self, booked: date) -> None:
        """Name the day."""
        super().__init__(f"{booked} is still to come; nothing was written")


class EntryNotFoundError(NotFoundError):
    """No statement here has such an entry."""

    def __init__(self, mark: str) -> None:
        """Name it."""
        super().__init__(f"there is no entry {mark}; see staff payments rest")


class OtherEntryError(RefusedError):
    """The entry is not what was typed."""

    def __init__(self, amount: Money, booked: date, spent: Money) -> None:
        """Say what it is."""
        super().__init__(
            f"the entry is {amount} of {booked}, of which {spent} is recorded; nothing was written"
        )
