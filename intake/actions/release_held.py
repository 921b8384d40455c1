# SPDX-License-Identifier: GPL-3.0-or-later
"""Release a held order: it becomes an ordinary one, with a number of the desk's own series."""

from datetime import datetime

from intake.actions.receive_order import receive_order
from intake.model.catalogue import Catalogue
from intake.model.held_order import HeldOrder
from intake.model.order import Order
from intake.store.held_box import HeldBox, HeldPaper
from intake.store.queue import Queue


def release_held(  # noqa: PLR0913 - what is released, from where to where, each named
    paper: HeldPaper,
    held: HeldOrder,
    *,
    box: HeldBox,
    queue: Queue,
    catalogue: Catalogue,
    now: datetime,
) -> Order:
    """Queue the order at the prices that its customer was shown, and take it out of the box.

    Whatever happens between the two, releasing it again gives the same order: it has its mark.
    """
    prices = catalogue.dated(held.price_list)
    reception = receive_order(held.request, prices, held.vat, mark=paper.mark, queue=queue, now=now)
    box.settle(paper)
    return reception.order
