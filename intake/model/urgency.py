# SPDX-License-Identifier: GPL-3.0-or-later
"""How urgent something is that waits for us: by when we should have acted, and how near that is.

A request has its own deadline. An order that is paid waits for us from the payment on; one that is
not waits for its customer, but somebody should have looked at it before the delay for paying is
over: it may want a quotation, or a reminder.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from intake.model.order_state import OrderState
from intake.model.pro_forma import PAYMENT_DELAY

# What is paid should run within so long.
SETTING_UP = timedelta(days=2)
# How long before its deadline a request is near it.
_NEAR = timedelta(days=1)
# An order that nobody has looked at for so long.
_UNSEEN = timedelta(days=2)


class Urgency(IntEnum):
    """The most urgent first."""

    LATE = 0
    SOON = 1
    CALM = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when something is to be done soon, and from when it is late."""

    soon: datetime
    late: datetime

    def urgency(self, now: datetime) -> Urgency:
        """Return how urgent it is at that moment."""
        if now > self.late:
            return Urgency.LATE
        return Urgency.SOON if now >= self.soon else Urgency.CALM


def request_limits(received: datetime, deadline: datetime | None) -> Limits:
    """Return the limits of a request; one without a deadline waits as an order does.

    >>> noon = datetime(2026, 11, 22, 12)
    >>> request_limits(noon, noon + timedelta(hours=30)).urgency(noon + timedelta(hours=7))
    <Urgency.SOON: 1>
    """
    return Limits(soon=deadline - _NEAR, late=deadline) if deadline else _unseen(received)


def order_limits(state: OrderState, received: datetime, reached: datetime) -> Limits:
    """Return the limits of an order that reached its state at some moment."""
    if state is OrderState.PAID:
        return Limits(soon=received, late=reached + SETTING_UP)
    return _unseen(received)


def _unseen(received: datetime) -> Limits:
    return Limits(soon=received + _UNSEEN, late=received + PAYMENT_DELAY)
