# SPDX-License-Identifier: GPL-3.0-or-later
"""When an order may be invoiced, by when, and with which VAT; each refusal names its rule."""

import dataclasses
import datetime
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from intake.model.catalogue import PriceList
from intake.model.invoice import (
    BeforeLastError,
    BeforePaymentError,
    Invoice,
    NothingToInvoiceError,
    NotPaidError,
    Prepayment,
    ReverseChargeError,
    check_follows,
    invoice_deadline,
    invoice_for,
    invoice_warning,
    invoiced_vat,
)
from intake.model.money import NOTHING, Money
from intake.model.moves import ForbiddenMoveError
from intake.model.order import Order, Wish
from intake.model.order_state import OrderState
from intake.model.payment import Account
from intake.model.vat import Vat, VatTreatment
from intake.model.vies_evidence import ViesEvidence
from intake.settings import Settings
from tests.billing import FRENCH, ISSUED, PAID_ON, PERSON, REVERSE, invoice_of, order_of
from tests.conftest import BELGIAN_VAT

TO_CONFIRM = Vat(treatment=VatTreatment.REVERSE_CHARGE_TO_CONFIRM, rate=Decimal(21))
WHOLE = Money(cents=8712)


def attempt(
    order: Order,
    invoice: Invoice,
    *,
    kept: Money = WHOLE,
    paid_on: datetime.date = PAID_ON,
    state: OrderState = OrderState.PAID,
) -> Invoice:
    """Try to invoice the order."""
    return invoice_for(
        order,
        invoice.charge,
        [Prepayment(amount=kept, on=paid_on)],
        account=Account(received=kept, refunded=NOTHING, planned=NOTHING),
        state=state,
        number=invoice.number,
        issued=ISSUED,
    )


@pytest.fixture
def order(price_list: PriceList) -> Order:
    """Return an order of a private person."""
    return order_of(PERSON, price_list)


@pytest.fixture
def invoice(order: Order, price_list: PriceList, settings: Settings) -> Invoice:
    """Return its invoice."""
    return invoice_of(order, price_list, settings)


@pytest.mark.promise("P08")
@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cents=st.integers(0, 20_000))
def test_only_a_whole_payment_is_followed_by_an_invoice(
    order: Order, invoice: Invoice, cents: int
) -> None:
    """Whatever came in; what is above belongs to refunds and not to the invoice."""
    kept = Money(cents=cents)
    if kept < WHOLE:
        with pytest.raises(NotPaidError, match="promise P08"):
            attempt(order, invoice, kept=kept)
        return
    issued = attempt(order, invoice, kept=kept)
    assert (issued.paid, issued.to_pay) == (WHOLE, NOTHING)


def test_a_gift_is_paid_and_not_invoiced(price_list: PriceList, settings: Settings) -> None:
    order = order_of(PERSON, price_list, gift=Money(cents=1000))
    invoice = invoice_of(order, price_list, settings)

    with pytest.raises(NotPaidError):
        attempt(order, invoice, kept=WHOLE)
    issued = attempt(order, invoice, kept=Money(cents=9712))
    assert (issued.charge.totals.total, issued.paid, issued.gift.cents) == (WHOLE, WHOLE, 1000)


@pytest.mark.promise("P08")
def test_an_invoice_is_never_dated_before_its_payment(order: Order, invoice: Invoice) -> None:
    with pytest.raises(BeforePaymentError, match="promise P08"):
        attempt(order, invoice, paid_on=ISSUED.date() + datetime.timedelta(days=1))
    assert attempt(order, invoice, paid_on=ISSUED.date()).tax_point == ISSUED.date()


def test_a_cancelled_order_is_refunded_and_not_invoiced(order: Order, invoice: Invoice) -> None:
    with pytest.raises(ForbiddenMoveError, match="refunded"):
        attempt(order, invoice, state=OrderState.CANCELLED)


def test_what_has_no_price_is_not_invoiced(price_list: PriceList, invoice: Invoice) -> None:
    order = order_of(PERSON, price_list, wishes=(Wish(offer_id="training", months=None),))
    with pytest.raises(NothingToInvoiceError):
        attempt(order, invoice)


def test_dates_follow_the_numbers() -> None:
    """The same second is none before the last."""
    check_follows(ISSUED, None)
    check_follows(ISSUED, ISSUED)
    with pytest.raises(BeforeLastError, match="Royal Decree no 1"):
        check_follows(ISSUED, ISSUED + datetime.timedelta(seconds=1))


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 12, 31)))
def test_the_invoice_is_due_by_the_fifteenth_of_the_next_month(paid_on: datetime.date) -> None:
    """After the first money, if there was more than one payment."""
    later = paid_on + datetime.timedelta(days=40)
    prepayments = [Prepayment(amount=WHOLE, on=day) for day in (later, paid_on)]
    deadline = invoice_deadline(prepayments)
    months = (deadline.year - paid_on.year) * 12 + deadline.month - paid_on.month

    assert (months, deadline.day) == (1, 15)
    assert invoice_warning(prepayments) == deadline.replace(day=10)


def test_reverse_charge_needs_an_answer_of_vies_about_that_very_number(
    price_list: PriceList,
) -> None:
    waiting = order_of(FRENCH, price_list, vat=TO_CONFIRM)
    proof = ViesEvidence(
        order=waiting.number,
        vat_number=FRENCH.vat_number or "",
        is_valid=True,
        asked=PAID_ON,
        consultation="W1",
        recorded=ISSUED,
    )
    wrong = [
        dataclasses.replace(proof, is_valid=False),
        dataclasses.replace(proof, vat_number="FR00000000000"),
    ]

    assert invoiced_vat(waiting, wrong) == BELGIAN_VAT
    assert invoiced_vat(waiting, [*wrong, proof]) == REVERSE
    settled = order_of(FRENCH, price_list, vat=REVERSE)
    assert invoiced_vat(settled, [proof]) == REVERSE
    with pytest.raises(ReverseChargeError, match="196"):
        invoiced_vat(settled, wrong)
