# SPDX-License-Identifier: GPL-3.0-or-later
"""An order: what somebody asked us for, at the prices of one price list.

A request is what the form or a webhook says; it becomes an order when it gets its number.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from intake.model.calendar import brussels_date
from intake.model.catalogue import PriceList
from intake.model.language import Language
from intake.model.money import Money
from intake.model.pricing import Totals, price
from intake.model.structured_communication import OrderNumber
from intake.model.vat import standard_rate


class CustomerKind(StrEnum):
    """Whether the law of consumers protects whoever orders."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who orders, and where to write to them; organisations may give a VAT number."""

    kind: CustomerKind
    name: str
    email: str
    street: str
    postcode: str
    city: str
    country: str
    organisation: str | None = None
    vat_number: str | None = None

    @property
    def vat_number_text(self) -> str | None:
        """The VAT number as Belgians write it: BE 0451.807.885."""
        if self.vat_number is None:
            return None
        country, digits = self.vat_number[:2], self.vat_number[2:]
        return f"{country} {digits[:4]}.{digits[4:7]}.{digits[7:]}"

    @property
    def is_consumer(self) -> bool:
        """Whether the right of withdrawal applies."""
        return self.kind is CustomerKind.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One offer asked for, with the domain name where the offer is one (ASCII form)."""

    offer_id: str
    domain_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """Everything that a form says before it is priced and numbered.

    ``start_now`` is a consumer's express wish that the service start within the fourteen days of
    withdrawal (Directive 2011/83, art. 7 and 8).
    """

    language: Language
    customer: Customer
    wishes: tuple[Wish, ...]
    remarks: str | None = None
    start_now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One offer at the price it had: ``net`` for the whole term, the rate in percent."""

    offer_id: str
    term_months: int
    net: Money
    vat_rate: Decimal
    domain_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A request with its number, the instant we received it and the price list it is pinned to."""

    number: OrderNumber
    received: datetime.datetime
    price_list: datetime.date
    request: OrderRequest
    lines: tuple[OrderLine, ...]

    @property
    def totals(self) -> Totals:
        """What the lines come to."""
        return totals_of(self.lines)


def priced(
    wishes: Sequence[Wish],
    price_list: PriceList,
    today: datetime.date,
) -> tuple[OrderLine, ...]:
    """Return the wishes as lines at the prices of the list; OfferNotFoundError if it lacks one."""
    return tuple(
        OrderLine(
            offer_id=offer.id,
            term_months=offer.term_months,
            net=offer.net,
            vat_rate=standard_rate(today),
            domain_name=wish.domain_name,
        )
        for wish in wishes
        for offer in [price_list.offer(wish.offer_id)]
    )


def totals_of(lines: Sequence[OrderLine]) -> Totals:
    """Return what the lines come to, by the one pricing function."""
    return price((line.net, line.vat_rate) for line in lines)


def numbered(
    request: OrderRequest,
    price_list: PriceList,
    *,
    number: OrderNumber,
    received: datetime.datetime,
) -> Order:
    """Make the request an order."""
    return Order(
        number=number,
        received=received,
        price_list=price_list.in_force_from,
        request=request,
        lines=priced(request.wishes, price_list, brussels_date(received)),
    )
