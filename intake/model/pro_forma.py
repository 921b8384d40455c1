# SPDX-License-Identifier: GPL-3.0-or-later
"""The pro-forma payment request: our answer to an order, at once and before any service.

It carries the order number and never an invoice number; the invoice follows the payment (promise
P08). Everything on it follows from the order, so it can be made again at any time.
"""

import datetime
from dataclasses import dataclass

from intake.model.calendar import brussels_date
from intake.model.order import Order
from intake.model.structured_communication import communication_text

# The charter's delay for paying (promise P12), counted from the day of sending.
PAYMENT_DELAY = datetime.timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProForma:
    """A request to pay an order."""

    order: Order
    issued: datetime.date
    pay_by: datetime.date

    @property
    def communication(self) -> str:
        """The structured communication as people write it."""
        return communication_text(self.order.number)


def pay_by(received: datetime.datetime) -> datetime.date:
    """Return the last day for paying an order received at that instant."""
    return brussels_date(received) + PAYMENT_DELAY


def pro_forma_for(order: Order, issued: datetime.date | None = None) -> ProForma:
    """Return the payment request for an order, dated the day that we received it, or another."""
    issued = issued or brussels_date(order.received)
    return ProForma(order=order, issued=issued, pay_by=issued + PAYMENT_DELAY)
