# SPDX-License-Identifier: GPL-3.0-or-later
"""The quotation: our answer to an order with something in it that has no price on the list.

The order itself is the request, so at once there is a quotation in which a person still has to
name prices; once all are named it can be accepted. It asks for no payment: the payment request
follows whoever accepts it in writing.
"""

import datetime
from dataclasses import dataclass, replace

from intake.model.calendar import brussels_date
from intake.model.money import Money
from intake.model.order import LinePart, Order, OrderLine, Wish, totals_of
from intake.model.pricing import Totals

# How long the prices that staff name can be accepted, from the day they are named.
VALIDITY = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPrice:
    """What staff ask, net, for one piece of a wish on request.

    ``months`` is 0 for what is paid once.
    """

    wish: Wish
    unit_net: Money
    months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """An order's quotation as of a day, with the prices that staff have named until then."""

    order: Order
    issued: datetime.date
    named: tuple[NamedPrice, ...] = ()
    # The last day for accepting it, if staff named one.
    until: datetime.date | None = None

    @property
    def without_price(self) -> tuple[Wish, ...]:
        """What a person still has to put a price on; each named price stands for one wish."""
        left = list(self.order.on_request)
        for one in self.named:
            left.remove(one.wish)
        return tuple(left)

    @property
    def is_complete(self) -> bool:
        """Whether it can be accepted."""
        return not self.without_price

    @property
    def valid_until(self) -> datetime.date:
        """The last day on which it can be accepted."""
        return self.until or self.issued + VALIDITY

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        """What has a price: by the list, then by name."""
        named = (
            OrderLine(
                part=LinePart.TERM,
                offer_id=one.wish.offer_id,
                domain_name=one.wish.domain_name,
                term_months=one.months,
                quantity=one.wish.quantity,
                unit_net=one.unit_net,
                vat_rate=self.order.vat.rate,
            )
            for one in self.named
        )
        return (*self.order.lines, *named)

    @property
    def totals(self) -> Totals:
        """What all that has a price comes to, with VAT and without the gift."""
        return totals_of(self.lines)

    @property
    def total(self) -> Money:
        """The same with the gift to the solidarity fund."""
        return self.totals.total + self.order.request.gift


def quotation_for(order: Order) -> Quotation:
    """Return the quotation that only says what was asked for, dated the day that it came."""
    return Quotation(order=order, issued=brussels_date(order.received))


def quoted_order(quotation: Quotation) -> Order:
    """Return the order as it is once its quotation is accepted: every line has a price."""
    return replace(quotation.order, lines=quotation.lines, on_request=quotation.without_price)
