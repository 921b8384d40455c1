# SPDX-License-Identifier: GPL-3.0-or-later
"""Show an order: how it came to where it is, paper by paper, and what it is now."""

from collections.abc import Callable
from dataclasses import dataclass

from intake.actions.answer_order import pro_forma_document, quotation_document
from intake.actions.show_dossier import show_dossier
from intake.actions.take_order import describe
from intake.actions.tell_paper import ToldPaper
from intake.errors import IntakeError
from intake.mail.compose import Attachment
from intake.model.catalogue import Catalogue
from intake.model.order import Order
from intake.model.order_state import OrderState, order_state
from intake.model.payment import Payment
from intake.model.pro_forma import pro_forma_for
from intake.model.quotation import Quotation, quotation_for
from intake.model.structured_communication import OrderNumber
from intake.settings import Settings
from intake.store.agreed_orders import agreed_in, last_quotation
from intake.store.claims import claims_in
from intake.store.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOrder:
    """An order with its papers, and as it is now.

    ``order`` has the prices that were agreed; None where nobody can read it: ``fault`` says why.
    ``quotation`` is the last that staff made, while nobody has accepted it.
    """

    number: OrderNumber
    state: OrderState
    # Who has it and since when; the claim that counts comes first.
    by: tuple[str, ...]
    papers: tuple[ToldPaper, ...]
    order: Order | None
    quotation: Quotation | None
    payments: tuple[Payment, ...]
    fault: IntakeError | None = None


def show_order(
    number: OrderNumber,
    *,
    register: Register,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> ShownOrder:
    """Read the whole dossier; OrderNotFoundError if there is none."""
    dossier = register.dossier(number)
    papers = show_dossier(dossier, register=register, progress=progress)
    order, quotation, fault = None, None, None
    try:
        order = agreed_in(dossier, register).order
        quotation = last_quotation(dossier, order, register) if order.is_quotation else None
    except IntakeError as error:
        fault = error
    return ShownOrder(
        number=number,
        state=order_state(paper.kind for paper in dossier),
        by=tuple(describe(register, claims_in(dossier))),
        papers=papers,
        order=order,
        quotation=quotation,
        payments=tuple(one.value for one in papers if isinstance(one.value, Payment)),
        fault=fault,
    )


def document_answering(
    number: OrderNumber, register: Register, settings: Settings, catalogue: Catalogue
) -> Attachment:
    """Return what the customer got last: the payment request, or the quotation."""
    dossier = register.dossier(number)
    agreed = agreed_in(dossier, register)
    if not agreed.order.is_quotation:
        pro_forma = pro_forma_for(agreed.order, agreed.issued)
        return pro_forma_document(pro_forma, settings, catalogue)
    quotation = last_quotation(dossier, agreed.order, register) or quotation_for(agreed.order)
    return quotation_document(quotation, settings, catalogue)
