# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive the news of a push: have the site built again, soon and once (promise P36)."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.model.forge_push import MAIN, genuine_delivery
from intake.settings import Webhooks
from intake.store.rebuild import want_rebuild
from intake.store.strict_json import read_json_object
from intake.store.webhook_ids import WebhookIds

_log = logging.getLogger(__name__)
# The forge as a partner: no file of a partner can have this name.
_FORGE = "FORGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushDesk:
    """What that needs: where wishes lie, the forge's secrets, and which messages came before."""

    webhooks: Webhooks
    secrets: Sequence[str]
    ids: WebhookIds


def receive_push(desk: PushDesk, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Note that the site should be built again; return whether it is to be.

    NotFromForgeError if nothing proves the message; nothing of it is used but the branch.
    """
    delivery = genuine_delivery(headers, body, desk.secrets, now)
    if not delivery.is_push or read_json_object(body).get("ref") != MAIN:
        return False
    if desk.ids.known(_FORGE, delivery.id, body):
        return False
    want_rebuild(desk.webhooks.spool)
    # After the wish: if we die between the two, the forge tries again and the site is built.
    desk.ids.claim(_FORGE, delivery.id, body, now)
    _log.info("a push to main: the site is to be built again")
    return True
