# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what orders ask for and what came in for them."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from intake.model.matching import Billed
from intake.model.order_state import order_state
from intake.model.payment import Payment, PaymentKind, account_of
from intake.model.structured_communication import OrderNumber
from intake.store.agreed_orders import agreed_in
from intake.store.dossiers import PAYMENT_PAPERS
from intake.store.register import KeysMissingError, OrderNotFoundError, Register


def payments_of(number: OrderNumber, register: Register) -> list[Payment]:
    """Return what the papers of an order say about money, oldest first."""
    dossier = register.dossier(number)
    return [register.payment(one) for one in dossier if one.kind in PAYMENT_PAPERS]


def billed(number: OrderNumber, register: Register) -> Billed:
    """Return what an order asks for and what came in; OrderNotFoundError if it is not there."""
    dossier = register.dossier(number)
    order = agreed_in(dossier, register).order
    payments = payments_of(number, register)
    came = (one.payer.iban for one in payments if one.kind is PaymentKind.PAYMENT)
    return Billed(
        number=number,
        to_pay=None if order.is_quotation else order.to_pay,
        state=order_state(paper.kind for paper in dossier),
        account=account_of(payments),
        ibans=frozenset(iban for iban in came if iban),
    )


def billed_orders(
    numbers: Iterable[OrderNumber],
    register: Register,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[OrderNumber, Billed]:
    """Return those that are there and not erased; ``progress`` is told how many are read."""
    wanted, found = sorted(numbers), {}
    for done, number in enumerate(wanted, start=1):
        # It may be a number of somebody else's, or of an order that was erased.
        with suppress(OrderNotFoundError, KeysMissingError):
            found[number] = billed(number, register)
        progress(done, len(wanted))
    return found
