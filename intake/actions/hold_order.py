# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold an order that a person should look at first: no number, no mail."""

from datetime import datetime

from intake.model.catalogue import PriceList
from intake.model.doubt import Doubt
from intake.model.held_order import HeldOrder
from intake.model.order import OrderRequest
from intake.model.vat import Vat
from intake.openpgp.encrypt import Sealer
from intake.store.held_box import HeldBox
from intake.store.held_records import held_to_json


def hold_order(  # noqa: PLR0913 - what an order is made of, each named
    request: OrderRequest,
    price_list: PriceList,
    vat: Vat,
    *,
    doubts: tuple[Doubt, ...],
    mark: str,
    box: HeldBox,
    sealer: Sealer,
    now: datetime,
) -> None:
    """Put the order into the box, encrypted; the same mark again is the same order."""
    held = HeldOrder(
        received=now,
        doubts=doubts,
        price_list=price_list.in_force_from,
        vat=vat,
        request=request,
    )
    box.add(mark, now, held_to_json(held), sealer)
