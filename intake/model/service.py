# SPDX-License-Identifier: GPL-3.0-or-later
"""A service: what a member has of ours, from when until when."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from intake.model.matching import Billed
from intake.model.money import NOTHING, Money
from intake.model.order import LinePart, Order
from intake.model.order_state import OrderState

_MONTHS = 12
_OPEN = frozenset({OrderState.RECEIVED, OrderState.PAID, OrderState.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """So many of an offer for a term, both days included; no days before staff saw it run."""

    offer_id: str
    domain_name: str | None
    quantity: int
    months: int
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one order of a member is: its money, what was issued about it, what runs."""

    ordered: date
    billed: Billed
    documents: tuple[str, ...]
    services: tuple[Service, ...]

    @property
    def owed(self) -> Money:
        """What the member still has to pay; nothing for what is cancelled or ended."""
        return max(NOTHING, self.billed.due) if self.billed.state in _OPEN else NOTHING


def services_of(order: Order, since: date | None) -> tuple[Service, ...]:
    """Return what an order has for a term, which begins on the day it was seen to run."""
    return tuple(
        Service(
            offer_id=line.offer_id,
            domain_name=line.domain_name,
            quantity=line.quantity,
            months=line.term_months,
            since=since,
            until=last_day(since, line.term_months) if since else None,
        )
        for line in order.lines
        if line.part is LinePart.TERM and line.term_months
    )


def last_day(first: date, months: int) -> date:
    """Return the last day of a term; where the month after it is shorter, its end counts.

    >>> last_day(date(2026, 11, 25), 12).isoformat()
    '2027-11-24'
    >>> last_day(date(2028, 1, 31), 1).isoformat()
    '2028-02-28'
    """
    year, month = divmod(first.year * _MONTHS + first.month - 1 + months, _MONTHS)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)
