# SPDX-License-Identifier: GPL-3.0-or-later
"""Begin again with deliveries that were given up."""

from collections.abc import Sequence
from datetime import datetime

from intake.store.deliveries import Deliveries, Delivery


def replay_delivery(
    deliveries: Deliveries, delivery_id: str | None, now: datetime, *, dry_run: bool = False
) -> Sequence[Delivery]:
    """Let the delivery of that id, or all of them, be tried again; return which.

    DeliveryNotFoundError if nothing of that id was given up.
    """
    chosen = deliveries.dead() if delivery_id is None else [deliveries.dead_of(delivery_id)]
    if not dry_run:
        for delivery in chosen:
            deliveries.replay(delivery, now)
    return chosen
