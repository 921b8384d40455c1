# SPDX-License-Identifier: GPL-3.0-or-later
"""Cancel an order that has no invoice yet: look, mark it, and tell whoever ordered.

What is invoiced is taken back by a credit note and not cancelled. The mark comes before the
letter: whatever stops us between the two, the same command goes on with the letter, and none goes
twice.
"""

from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from intake.actions.mark_order import mark_order
from intake.actions.send_letter import LetterSender, compose_letter
from intake.documents.order_letters import cancellation_letter
from intake.errors import RefusedError
from intake.model.catalogue import Catalogue
from intake.model.document_number import DocumentNumber, Series
from intake.model.money import Money
from intake.model.order import Order
from intake.model.order_state import OrderState, order_state
from intake.model.payment import account_of
from intake.model.sending import LetterKind, Step
from intake.model.structured_communication import OrderNumber
from intake.settings import Settings
from intake.store.agreed_orders import agreed_in, agreed_order
from intake.store.dossiers import Paper, PaperKind
from intake.store.order_accounts import payments_of
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from intake.store.sendings import marks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationPlan:
    """What cancelling means: where the order is, and what of its money has to be given back."""

    order: Order
    state: OrderState
    to_refund: Money


def plan_cancellation(number: OrderNumber, *, register: Register) -> CancellationPlan:
    """Look, and write nothing; InvoicedError or NotToCancelError name the rule that says no.

    An order that is cancelled, and about which no letter was ever begun, can still get its letter.
    """
    dossier = register.dossier(number)
    invoices = [paper for paper in dossier if paper.kind is PaperKind.INVOICE]
    if invoices:
        issued = DocumentNumber.of_mark(Series.INVOICE, invoices[0].mark)
        raise InvoicedError(number, str(issued or invoices[0].mark))
    state = order_state(paper.kind for paper in dossier)
    if state is OrderState.ENDED or (state is OrderState.CANCELLED and _is_told(dossier)):
        raise NotToCancelError(number, state)
    order = agreed_in(dossier, register).order
    return CancellationPlan(order=order, state=state, to_refund=_to_refund(number, register))


def cancel_order(
    plan: CancellationPlan, *, on: date, register: Register, writer: PaperWriter, now: datetime
) -> Paper:
    """Mark the order as cancelled, unless it is, and return the paper that says so."""
    number = plan.order.number
    if plan.state is not OrderState.CANCELLED:
        state = OrderState.CANCELLED
        mark_order(number, state, on=on, register=register, writer=writer, now=now)
    return _cancellation(register.dossier(number))


def send_cancellation(paper: Paper, mail: EmailMessage, *, sender: LetterSender) -> None:
    """Tell whoever ordered. The letter is called for before it goes: ``staff outbox`` lists it."""
    sender.announce(Step.DUE, LetterKind.CANCELLATION, paper, str(mail["Message-ID"]))
    sender.send(mail, LetterKind.CANCELLATION, paper)


def cancellation_mail(
    paper: Paper, register: Register, settings: Settings, _catalogue: Catalogue, now: datetime
) -> EmailMessage:
    """Return the mail about a cancellation, made again from its dossier."""
    order = agreed_order(paper.number, register).order
    on, refund = register.progress(paper).on, _to_refund(paper.number, register)
    return compose_cancellation(order, on, refund, paper.mark, settings=settings, now=now)


def compose_cancellation(  # noqa: PLR0913 - what the letter says, each named
    order: Order,
    on: date,
    to_refund: Money,
    mark: str,
    *,
    settings: Settings,
    now: datetime,
) -> EmailMessage:
    """Return the mail, in the language of the order; ``mark`` is that of the cancellation."""
    letter = cancellation_letter(
        order,
        on=on,
        to_refund=to_refund,
        network=settings.network,
        site_address=settings.site.address,
    )
    return compose_letter(
        letter,
        to=order.request.customer.email,
        language=order.request.language,
        reference=f"cancellation-{order.number}-{mark}",
        settings=settings,
        now=now,
    )


def _to_refund(number: OrderNumber, register: Register) -> Money:
    """Return what came in and has not left again; it may have been ordered to."""
    account = account_of(payments_of(number, register))
    return Money(cents=account.received.cents - account.refunded.cents)


def _cancellation(dossier: list[Paper]) -> Paper:
    return [paper for paper in dossier if paper.kind is PaperKind.MARKED_CANCELLED][-1]


def _is_told(dossier: list[Paper]) -> bool:
    return bool(marks_of(LetterKind.CANCELLATION, _cancellation(dossier), dossier))


class InvoicedError(RefusedError):
    """It has an invoice."""

    def __init__(self, number: OrderNumber, invoice: str) -> None:
        """Name the rule and the way."""
        super().__init__(
            f"order {number} has invoice {invoice}: what is invoiced is not cancelled but credited"
            f" (Royal Decree no 1, art. 12): staff credit-notes issue {invoice} --reason …"
        )


class NotToCancelError(RefusedError):
    """There is nothing left to cancel."""

    def __init__(self, number: OrderNumber, state: OrderState) -> None:
        """Say where it is."""
        super().__init__(f"order {number} is {state} already; nothing was written")
