# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what orders ask for and what came in for them."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from intake.errors import NotFoundError
from intake.model.invoice_moves import invoice_state
from intake.model.matching import Billed
from intake.model.money import NOTHING, Money
from intake.model.order import Order
from intake.model.order_state import order_state
from intake.model.payment import Payment, PaymentKind, account_of
from intake.model.structured_communication import OrderNumber
from intake.model.vat import VatTreatment
from intake.store.agreed_orders import agreed_in
from intake.store.dossiers import PAYMENT_PAPERS, Paper, PaperKind
from intake.store.register import KeysMissingError, Register

_TO_CONFIRM = VatTreatment.REVERSE_CHARGE_TO_CONFIRM


def payments_of(number: OrderNumber, register: Register) -> list[Payment]:
    """Return what the papers of an order say about money, oldest first."""
    return payments_in(register.dossier(number), register)


def payments_in(dossier: Sequence[Paper], register: Register) -> list[Payment]:
    """Return what the papers of a dossier say about money, oldest first."""
    return [register.payment(one) for one in dossier if one.kind in PAYMENT_PAPERS]


def billed(number: OrderNumber, register: Register) -> Billed:
    """Return what an order asks for and what came in; NotFoundError if it is gone or erased."""
    dossier = register.dossier(number)
    return billed_in(dossier, agreed_in(dossier, register).order, register)


def billed_in(dossier: Sequence[Paper], order: Order, register: Register) -> Billed:
    """Return the same for the order that was agreed in a dossier."""
    payments = payments_in(dossier, register)
    came = (one.payer.iban for one in payments if one.kind is PaymentKind.PAYMENT)
    kinds = [paper.kind for paper in dossier]
    # Most invoices ask for what the order did, and need not be opened.
    is_other = PaperKind.CREDIT_NOTE in kinds or order.vat.treatment is _TO_CONFIRM
    charged, credited = _issued_sums(dossier, register) if is_other else (NOTHING, NOTHING)
    asked = charged + order.request.gift if charged > NOTHING else order.to_pay
    return Billed(
        number=order.number,
        to_pay=None if order.is_quotation else asked,
        state=order_state(kinds),
        account=account_of(payments),
        invoice=invoice_state(kinds),
        charged=charged,
        credited=credited,
        ibans=frozenset(iban for iban in came if iban),
    )


def _issued_sums(dossier: Sequence[Paper], register: Register) -> tuple[Money, Money]:
    """Return what the invoice charged, and what the credit note took back."""
    sums = dict.fromkeys((PaperKind.INVOICE, PaperKind.CREDIT_NOTE), NOTHING)
    for paper in dossier:
        if paper.kind in sums:
            sums[paper.kind] += register.issued(paper).document.charge.totals.total
    return sums[PaperKind.INVOICE], sums[PaperKind.CREDIT_NOTE]


def billed_orders(
    numbers: Iterable[OrderNumber],
    register: Register,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[OrderNumber, Billed]:
    """Return those that are there and not erased; ``progress`` is told how many are read."""
    wanted, found = sorted(numbers), {}
    for done, number in enumerate(wanted, start=1):
        # It may be a number of somebody else's, or of an order that was erased.
        with suppress(NotFoundError, KeysMissingError):
            found[number] = billed(number, register)
        progress(done, len(wanted))
    return found
