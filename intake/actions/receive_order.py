# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive an order: give it a number and queue it, encrypted and durable (promise P07)."""

from dataclasses import dataclass
from datetime import datetime

from intake.model.catalogue import PriceList
from intake.model.order import Order, OrderRequest, numbered
from intake.model.special_price import SpecialPrice
from intake.model.vat import Vat
from intake.store.dossiers import Paper, PaperKind
from intake.store.queue import Queue
from intake.store.records import order_to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """The order as the queue holds it; ``is_new`` is false for a form that was sent again."""

    order: Order
    is_new: bool


def receive_order(  # noqa: PLR0913 - what an order is made of, each named
    request: OrderRequest,
    price_list: PriceList,
    vat: Vat,
    *,
    mark: str,
    queue: Queue,
    now: datetime,
    special: SpecialPrice | None = None,
) -> Reception:
    """Queue the request as an order; the same mark within two days gives the same order."""

    def order_for(paper: Paper) -> Order:
        return numbered(
            request,
            price_list,
            vat,
            number=paper.number,
            received=paper.received,
            special=special,
        )

    added = queue.add(PaperKind.ORDER, mark, now, lambda paper: order_to_json(order_for(paper)))
    return Reception(order=order_for(added.paper), is_new=added.is_new)
