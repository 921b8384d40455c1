# SPDX-License-Identifier: GPL-3.0-or-later
"""Show an order: how it came to where it is, paper by paper, and what it is now."""

from collections.abc import Callable
from dataclasses import dataclass

from intake.actions.show_dossier import show_dossier
from intake.actions.take_order import describe
from intake.actions.tell_paper import ToldPaper
from intake.errors import IntakeError
from intake.model.order import Order
from intake.model.order_state import OrderState, order_state
from intake.model.payment import Payment
from intake.model.structured_communication import OrderNumber
from intake.store.claims import claims_in
from intake.store.dossiers import PaperKind
from intake.store.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOrder:
    """An order with its papers. ``order`` is None where nobody can read it: ``fault`` says why."""

    number: OrderNumber
    state: OrderState
    # Who has it and since when; the claim that counts comes first.
    by: tuple[str, ...]
    papers: tuple[ToldPaper, ...]
    order: Order | None
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
    opening = next(one for one in papers if one.paper.kind is PaperKind.ORDER)
    return ShownOrder(
        number=number,
        state=order_state(paper.kind for paper in dossier),
        by=tuple(describe(register, claims_in(dossier))),
        papers=papers,
        order=opening.value if isinstance(opening.value, Order) else None,
        payments=tuple(one.value for one in papers if isinstance(one.value, Payment)),
        fault=opening.fault,
    )
