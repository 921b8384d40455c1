# SPDX-License-Identifier: GPL-3.0-or-later
"""List the orders that have their payment and no invoice, with the last day for it.

Names alone tell which dossiers to open: those with a payment and without an invoice.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from intake.model.invoice import Prepayment, invoice_deadline, invoice_warning
from intake.model.order import Order
from intake.model.order_state import OrderState, order_state
from intake.model.payment import Account, Payment, PaymentKind, account_of
from intake.model.vies_evidence import ViesEvidence
from intake.store.agreed_orders import agreed_in
from intake.store.dossiers import Paper, PaperKind, by_dossier
from intake.store.erasures import erased
from intake.store.order_accounts import payments_in
from intake.store.register import Register

# Each paper is opened by a gpg of its own; the machines we run on have two cores.
_CORES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DueInvoice:
    """An order with money and no invoice: all that its invoice needs to be decided on."""

    paper: Paper
    order: Order
    payments: tuple[Payment, ...]
    evidence: tuple[ViesEvidence, ...]
    state: OrderState

    @property
    def account(self) -> Account:
        """What came in and what went back."""
        return account_of(self.payments)

    @property
    def prepayments(self) -> tuple[Prepayment, ...]:
        """What came in, as the invoice states it."""
        return tuple(
            Prepayment(amount=one.amount, on=one.booked)
            for one in self.payments
            if one.kind is PaymentKind.PAYMENT
        )

    @property
    def deadline(self) -> date:
        """The last day for its invoice."""
        return invoice_deadline(self.prepayments)

    def is_urgent(self, today: date) -> bool:
        """Whether the desk is to be warned."""
        return today >= invoice_warning(self.prepayments)


def list_invoice(register: Register) -> Iterator[DueInvoice]:
    """Return every order that waits for its invoice, the oldest first."""
    waiting = [papers for papers in by_dossier(register.papers()).values() if _waits(papers)]
    with ThreadPoolExecutor(_CORES) as cores:
        yield from cores.map(lambda papers: due_invoice(papers, register), waiting)


def due_invoice(dossier: Sequence[Paper], register: Register) -> DueInvoice:
    """Open what the invoice of an order is decided on."""
    (paper, *_) = (one for one in dossier if one.kind is PaperKind.ORDER)
    return DueInvoice(
        paper=paper,
        order=agreed_in(dossier, register).order,
        payments=tuple(payments_in(dossier, register)),
        evidence=tuple(
            register.vies_evidence(one) for one in dossier if one.kind is PaperKind.VIES_EVIDENCE
        ),
        state=order_state(one.kind for one in dossier),
    )


def _waits(dossier: Sequence[Paper]) -> bool:
    kinds = {paper.kind for paper in set(dossier) - erased(dossier).keys()}
    return {PaperKind.ORDER, PaperKind.PAYMENT} <= kinds and PaperKind.INVOICE not in kinds
