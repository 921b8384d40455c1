# SPDX-License-Identifier: GPL-3.0-or-later
"""What the intake has for programs: who may talk to it, and who is told of orders."""

import random
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from flask import Blueprint

from intake.actions.deliver_events import Courier, CourierService
from intake.actions.post_event import post_event
from intake.actions.receive_partner_order import PartnerDesk
from intake.actions.receive_push import PushDesk
from intake.model.order import Order
from intake.partners import read_partners, read_secrets
from intake.settings import Settings
from intake.store.deliveries import Deliveries
from intake.store.webhook_ids import WebhookIds
from intake.web.orders import OrderDesk
from intake.web.webhooks import WebhookDesk, webhook_routes


@contextmanager
def telling_partners(
    settings: Settings, clock: Callable[[], datetime]
) -> Iterator[Callable[[Order], None]]:
    """Deliver the news of orders while the context is open."""
    chosen = settings.webhooks
    courier = Courier(
        deliveries=Deliveries(chosen.spool),
        partners=read_partners(chosen.partners),
        post=partial(
            post_event,
            tls=ssl.create_default_context(),
            allow_this_machine=chosen.allow_this_machine,
        ),
        clock=clock,
        luck=random.SystemRandom().random,
    )
    with CourierService(courier) as service:
        yield service.announce


def program_routes(desk: OrderDesk, secret: bytes) -> Blueprint:
    """Return the addresses for programs, around the desk that takes people's orders."""
    chosen = desk.settings.webhooks
    ids = WebhookIds(chosen.spool / "ids", secret)
    ids.forget(desk.clock())
    return webhook_routes(
        WebhookDesk(
            settings=desk.settings,
            pages=desk.pages,
            tokens=desk.tokens,
            partners=read_partners(chosen.partners),
            orders=PartnerDesk(
                catalogue=desk.catalogue, vat_rules=desk.vat_rules, queue=desk.queue, ids=ids
            ),
            pushes=PushDesk(webhooks=chosen, secrets=read_secrets(chosen.forge_secrets), ids=ids),
            notify=desk.notify,
            clock=desk.clock,
        )
    )
