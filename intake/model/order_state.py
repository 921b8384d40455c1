# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an order is, computed from the papers of its dossier and never stored.

Staff mark what they have seen; the last such paper counts, so a mistake is corrected by another.
What a payment comes to stands inside its paper. So that nobody has to decrypt to know where an
order is, whoever records the payment that completes the sum marks it as paid (docs/design.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from intake.model.structured_communication import OrderNumber

_MARKED = "marked-"


class OrderState(StrEnum):
    """Where an order is."""

    RECEIVED = "received"
    PAID = "paid"
    RUNNING = "running"
    CANCELLED = "cancelled"
    ENDED = "ended"


# Nobody has to do anything for these any more.
FINISHED = frozenset({OrderState.RUNNING, OrderState.CANCELLED, OrderState.ENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What staff have seen of an order: which state it has reached, and on which day."""

    number: OrderNumber
    state: OrderState
    on: date
    recorded: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedStates:
    """What staff tell the web machine: the state of each order that is no longer only received."""

    issued: datetime
    states: Mapping[OrderNumber, OrderState]


def paper_kind_of(state: OrderState) -> str:
    """Return the kind of the paper that marks an order so.

    >>> paper_kind_of(OrderState.PAID)
    'marked-paid'
    """
    return f"{_MARKED}{state}"


def order_state(kinds: Iterable[str]) -> OrderState:
    """Return the state of an order from the kinds of its papers, in the order they were added.

    >>> order_state(["order", "sending", "marked-paid", "sent"])
    <OrderState.PAID: 'paid'>
    """
    marked = [kind.removeprefix(_MARKED) for kind in kinds if kind.startswith(_MARKED)]
    return OrderState(marked[-1]) if marked else OrderState.RECEIVED
