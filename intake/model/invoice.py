# SPDX-License-Identifier: GPL-3.0-or-later
"""The invoice: issued once for an order, after its payment and never before (promise P08).

What may happen to it is the table in intake/model/invoice_moves.py. VAT becomes chargeable when
the money comes in, if that is before the service (VAT code art. 22bis); the invoice is due by the
15th of the month after that (Royal Decree no 1, art. 4). Each refusal names the rule that it keeps.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.charge import Charge
from intake.model.document_number import DocumentNumber
from intake.model.money import NOTHING, Money
from intake.model.order import Order
from intake.model.order_moves import ORDER_MOVES, OrderEvent
from intake.model.order_state import OrderState
from intake.model.payment import Account
from intake.model.payment_moves import PAYMENT_MOVES, PaymentEvent, PaymentState, payment_state
from intake.model.structured_communication import OrderNumber
from intake.model.vat import Vat, VatTreatment
from intake.model.vies_evidence import ViesEvidence

# Days of the month after the one in which the money came in.
_LAST_DAY = 15
_WARNING_DAY = 10
_LONGEST_MONTH = datetime.timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepayment:
    """Money that came in for the order, and the day on which the bank booked it."""

    amount: Money
    on: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An issued invoice; nothing in it changes any more.

    ``gift`` came in with the money and is none of its lines: the solidarity fund sells nothing.
    """

    number: DocumentNumber
    issued: datetime.datetime
    charge: Charge
    gift: Money = NOTHING
    prepayments: tuple[Prepayment, ...]
    due: datetime.date

    @property
    def date(self) -> datetime.date:
        """The date that stands on it."""
        return brussels_date(self.issued)

    @property
    def tax_point(self) -> datetime.date:
        """The day on which the VAT became chargeable: that of the payment."""
        return max((one.on for one in self.prepayments), default=self.date)

    @property
    def paid(self) -> Money:
        """What of its total has been paid; what came in above it is the business of refunds."""
        received = _sum(self.prepayments).cents - self.gift.cents
        return Money(cents=min(max(received, 0), self.charge.totals.total.cents))

    @property
    def to_pay(self) -> Money:
        """What is still to be paid."""
        return Money(cents=self.charge.totals.total.cents - self.paid.cents)


def invoice_deadline(prepayments: Iterable[Prepayment]) -> datetime.date:
    """Return the last day for the invoice: the 15th of the month after the first money came in.

    >>> str(invoice_deadline([Prepayment(amount=NOTHING, on=datetime.date(2026, 12, 3))]))
    '2027-01-15'
    """
    return _next_month(min(one.on for one in prepayments)).replace(day=_LAST_DAY)


def invoice_warning(prepayments: Iterable[Prepayment]) -> datetime.date:
    """Return the day from which the desk is warned that the invoice is not there yet."""
    return invoice_deadline(prepayments).replace(day=_WARNING_DAY)


def invoiced_vat(order: Order, evidence: Iterable[ViesEvidence]) -> Vat:
    """Return the VAT that the invoice of an order has; ReverseChargeError for one not proved.

    An order that waits for VIES is charged Belgian VAT until staff hold the answer (fail closed).
    """
    proved = any(one.proves(order.request.customer.vat_number) for one in evidence)
    match order.vat.treatment:
        case VatTreatment.REVERSE_CHARGE if not proved:
            raise ReverseChargeError(order.number)
        case VatTreatment.REVERSE_CHARGE_TO_CONFIRM if proved:
            return Vat(treatment=VatTreatment.REVERSE_CHARGE, rate=Decimal(0))
        case VatTreatment.REVERSE_CHARGE_TO_CONFIRM:
            return Vat(treatment=VatTreatment.STANDARD, rate=order.vat.rate)
    return order.vat


def invoice_for(  # noqa: PLR0913 - what an invoice is made of, each named
    order: Order,
    charge: Charge,
    prepayments: Sequence[Prepayment],
    *,
    account: Account,
    state: OrderState,
    number: DocumentNumber,
    issued: datetime.datetime,
) -> Invoice:
    """Return the invoice of a paid order, or refuse.

    ``account`` is what came in and went back, ``state`` where the order is.
    """
    if order.is_quotation or not charge.lines:
        raise NothingToInvoiceError(order.number)
    ORDER_MOVES.check(state, OrderEvent.INVOICE, f"order {order.number}")
    wanted = charge.totals.total + order.request.gift
    paid = payment_state(account, wanted) if prepayments else PaymentState.AWAITED
    rule = PAYMENT_MOVES.rule(paid, PaymentEvent.INVOICE)
    if rule:
        raise NotPaidError(order.number, account.kept, wanted, rule)
    date, paid_on = brussels_date(issued), max(one.on for one in prepayments)
    if date < paid_on:
        raise BeforePaymentError(order.number, date, paid_on)
    return Invoice(
        number=number,
        issued=issued,
        charge=charge,
        gift=order.request.gift,
        prepayments=tuple(sorted(prepayments, key=lambda one: one.on)),
        due=date,
    )


def check_follows(issued: datetime.datetime, last: datetime.datetime | None) -> None:
    """Refuse a document that would be older than the last of its series."""
    if last is not None and issued < last:
        raise BeforeLastError(issued, last)


def _sum(prepayments: Iterable[Prepayment]) -> Money:
    return sum((one.amount for one in prepayments), start=NOTHING)


def _next_month(day: datetime.date) -> datetime.date:
    return day.replace(day=1) + _LONGEST_MONTH


class NotPaidError(RefusedError):
    """The payment has not come in, or not all of it."""

    def __init__(self, order: OrderNumber, received: Money, wanted: Money, rule: str) -> None:
        """Say how much is missing."""
        super().__init__(f"order {order}: {received} of {wanted} euro have come in; {rule}")


class BeforePaymentError(RefusedError):
    """The invoice would be older than its payment."""

    def __init__(self, order: OrderNumber, date: datetime.date, paid_on: datetime.date) -> None:
        """Name both days."""
        super().__init__(
            f"order {order} was paid on {paid_on}; its invoice cannot be dated {date}, before the"
            " payment (promise P08)"
        )


class BeforeLastError(RefusedError):
    """A document would be older than the last of its series."""

    def __init__(self, issued: datetime.datetime, last: datetime.datetime) -> None:
        """Name both days."""
        super().__init__(
            f"the last of the series is of {last:%Y-%m-%d %H:%M:%S} UTC, after"
            f" {issued:%Y-%m-%d %H:%M:%S}: dates follow the numbers (Royal Decree no 1, art. 5);"
            " nothing was issued"
        )


class NothingToInvoiceError(RefusedError):
    """Nothing in the order has a price yet."""

    def __init__(self, order: OrderNumber) -> None:
        """Say what comes first."""
        super().__init__(
            f"order {order} has a line on request: it is invoiced once a quotation is accepted"
        )


class ReverseChargeError(RefusedError):
    """Nobody has written down that VIES knows the customer's VAT number."""

    def __init__(self, order: OrderNumber) -> None:
        """Name the rule and the way out."""
        super().__init__(
            f"order {order} has reverse charge and no stored answer of VIES (VAT directive"
            " art. 196): record it with staff vies-evidence record"
        )
