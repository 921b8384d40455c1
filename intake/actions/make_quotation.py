# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a quotation of an order with something on request: prices that staff name, and its letter.

The paper comes first and calls for the letter, so one that did not leave is in the outbox.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage

from intake.actions.answer_order import quotation_answer
from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.catalogue import Catalogue
from intake.model.named_prices import NamedPrices, PlacedPrice, quotation_of
from intake.model.order import Order
from intake.model.order_state import FINISHED, OrderState, order_state
from intake.model.quotation import VALIDITY, Quotation
from intake.model.quotation_moves import QUOTATION_MOVES, QuotationEvent, quotation_state
from intake.model.structured_communication import OrderNumber
from intake.settings import Settings
from intake.store.agreed_orders import last_quotation
from intake.store.dossiers import Paper, PaperKind
from intake.store.paper_writer import PaperWriter
from intake.store.quotation_record import named_prices_to_json
from intake.store.register import Register


def order_to_quote(number: OrderNumber, *, register: Register, now: datetime) -> Order:
    """Return the order, or refuse where no quotation may be made; the rule is named."""
    dossier = register.dossier(number)
    order = register.order(register.order_paper(number))
    check_move(dossier, order, QuotationEvent.PROPOSE, register=register, now=now)
    return order


def plan_quotation(
    order: Order, prices: Sequence[PlacedPrice], until: date | None, *, now: datetime
) -> tuple[NamedPrices, Quotation]:
    """Return what would be recorded, and the quotation; PricesError unless it fits the order."""
    today = brussels_date(now)
    named = NamedPrices(
        number=order.number,
        on=today,
        until=until or today + VALIDITY,
        prices=tuple(sorted(prices, key=lambda one: one.place)),
        recorded=now,
    )
    return named, quotation_of(order, named)


def make_quotation(
    named: NamedPrices, *, register: Register, writer: PaperWriter, now: datetime
) -> Paper:
    """Write the prices down and return the paper; the same quotation is one paper."""
    order = register.order_paper(named.number)

    def record(paper: Paper) -> bytes:
        return named_prices_to_json(replace(named, recorded=paper.received))

    return writer.attach(order, PaperKind.QUOTATION, named.mark, now, record).paper


def compose_quotation(
    quotation: Quotation, mark: str, *, settings: Settings, catalogue: Catalogue, now: datetime
) -> EmailMessage:
    """Return the mail that brings a quotation; ``mark`` is that of its paper."""
    return quotation_answer(quotation, settings, catalogue, mark=mark).make(now)


def quotation_mail(
    paper: Paper, register: Register, settings: Settings, catalogue: Catalogue, now: datetime
) -> EmailMessage:
    """Return the mail that brings the quotation of a paper, made again from its dossier."""
    order = register.order(register.order_paper(paper.number))
    quotation = quotation_of(order, register.named_prices(paper))
    return compose_quotation(quotation, paper.mark, settings=settings, catalogue=catalogue, now=now)


def check_move(
    dossier: Sequence[Paper],
    order: Order,
    event: QuotationEvent,
    *,
    register: Register,
    now: datetime,
) -> None:
    """Refuse what may not happen to an order's quotation now; the rule is named."""
    kinds = [str(paper.kind) for paper in dossier]
    if order_state(kinds) in FINISHED:
        raise ClosedOrderError(order.number, order_state(kinds))
    last = last_quotation(dossier, order, register) if order.is_quotation else None
    state = quotation_state(
        kinds,
        is_asked=order.is_quotation,
        until=last.valid_until if last else None,
        today=brussels_date(now),
    )
    QUOTATION_MOVES.check(state, event, f"the quotation of order {order.number}")


class ClosedOrderError(RefusedError):
    """Nobody waits for a quotation of it any more."""

    def __init__(self, number: OrderNumber, state: OrderState) -> None:
        """Say where it is."""
        super().__init__(f"order {number} is {state}; nothing was written")
