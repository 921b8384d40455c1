# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive an order that a partner's program sent (promise P07)."""

from dataclasses import dataclass
from datetime import datetime

from intake.actions.receive_order import Reception, receive_order
from intake.model.calendar import brussels_date
from intake.model.catalogue import Catalogue
from intake.model.order import numbered
from intake.model.vat import VatRules, vat_for
from intake.store.order_request import order_request_from_json
from intake.store.queue import Queue
from intake.store.webhook_ids import WebhookIds


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDesk:
    """What such an order needs."""

    catalogue: Catalogue
    vat_rules: VatRules
    queue: Queue
    ids: WebhookIds


def receive_partner_order(
    desk: PartnerDesk, body: bytes, *, partner: str, message_id: str, now: datetime
) -> Reception:
    """Queue the order of a message that is proved to be the partner's.

    The same message gives the same order, at the prices that it had. ReusedIdError if the id came
    with another body; InvalidInputError names every fault; UnavailableError if nothing was kept.
    """
    known = desk.ids.known(partner, message_id, body)
    # A claim without an order: the machine died, or the disk refused, somewhere in between.
    is_queued = known is not None and (known.number or desk.queue.holds(known.mark, now))
    at = known.at if known and is_queued else now

    day = brussels_date(at)
    price_list = desk.catalogue.in_force_on(day)
    request = order_request_from_json(body, price_list)
    vat = vat_for(request.customer, desk.vat_rules, day)

    if known and known.number:
        order = numbered(request, price_list, vat, number=known.number, received=at)
        return Reception(order=order, is_new=False)
    mark = desk.ids.claim(partner, message_id, body, now)
    reception = receive_order(request, price_list, vat, mark=mark, queue=desk.queue, now=now)
    order = reception.order
    desk.ids.settle(partner, message_id, order.number, order.received)
    return reception
