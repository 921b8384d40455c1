# SPDX-License-Identifier: GPL-3.0-or-later
"""An order: what somebody asked us for, at the prices of one price list.

A request is what the form or a webhook says; it becomes an order when it gets its number. With an
offer on request in it, it gets a quotation from staff and no payment request.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from intake.model.catalogue import Offer, PriceList
from intake.model.customer import Contact, Customer, Registrant
from intake.model.language import Language
from intake.model.money import NOTHING, Money
from intake.model.pricing import Totals, price
from intake.model.special_price import SpecialPrice, with_special
from intake.model.structured_communication import OrderNumber
from intake.model.vat import Vat


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionWish:
    """So many of an option."""

    option_id: str
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One offer asked for.

    ``months`` is the term (None for an offer on request), ``domain_name`` the name in its ASCII
    form where the offer is one.
    """

    offer_id: str
    months: int | None = 12
    quantity: int = 1
    options: tuple[OptionWish, ...] = ()
    domain_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """Everything that a form says before it is priced and numbered.

    ``start_now`` is a consumer's express wish that the service start within the fourteen days of
    withdrawal (Directive 2011/83, art. 7 and 8). ``solidarity`` declares small means; ``gift`` goes
    to the solidarity fund (promise P39). ``has_already`` names a service of ours that an offer in
    this order belongs to. ``notice_subscriber`` is who gets the notices of a group (promise P37).
    ``openpgp_key`` is text that has the shape of a public key and was never opened.
    """

    language: Language
    customer: Customer
    wishes: tuple[Wish, ...]
    solidarity: bool = False
    gift: Money = NOTHING
    technical: Contact | None = None
    billing_copy: str | None = None
    registrant: Registrant | None = None
    notice_subscriber: str | None = None
    has_already: str | None = None
    hosting_wishes: str | None = None
    purchase_reference: str | None = None
    remarks: str | None = None
    openpgp_key: str | None = None
    start_now: bool = False


class LinePart(StrEnum):
    """Which part of an offer a line charges."""

    TERM = "term"
    SETUP = "setup"
    OPTION = "option"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One thing at the price it had: ``unit_net`` for one piece and the whole term."""

    part: LinePart = LinePart.TERM
    offer_id: str
    option_id: str | None = None
    domain_name: str | None = None
    # 0 for what is paid once.
    term_months: int
    quantity: int = 1
    unit_net: Money
    vat_rate: Decimal

    @property
    def net(self) -> Money:
        """What all pieces cost without VAT."""
        return self.unit_net.times(self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A request with its number, the instant we received it and the price list it is pinned to."""

    number: OrderNumber
    received: datetime.datetime
    price_list: datetime.date
    vat: Vat
    request: OrderRequest
    lines: tuple[OrderLine, ...]
    # What staff have to put a price on.
    on_request: tuple[Wish, ...] = ()
    # A price of its own that a link of ours promised.
    special: SpecialPrice | None = None

    @property
    def is_quotation(self) -> bool:
        """Whether it is answered by a quotation and not by a payment request."""
        return bool(self.on_request)

    @property
    def totals(self) -> Totals:
        """What the lines come to, with VAT and without the gift."""
        return totals_of(self.lines)

    @property
    def to_pay(self) -> Money:
        """The total and the gift to the solidarity fund, which has no VAT."""
        return self.totals.total + self.request.gift


def priced(
    wishes: Iterable[Wish], price_list: PriceList, vat: Vat, *, solidarity: bool = False
) -> tuple[OrderLine, ...]:
    """Return the wishes that have a price as lines at the prices of the list.

    OfferNotFoundError, TermNotFoundError or OptionNotFoundError for what it lacks.
    """
    return tuple(
        line
        for wish in wishes
        for line in _lines(wish, price_list.offer(wish.offer_id), vat.rate, solidarity=solidarity)
    )


def on_request(wishes: Iterable[Wish], price_list: PriceList) -> tuple[Wish, ...]:
    """Return the wishes that staff have to put a price on."""
    return tuple(wish for wish in wishes if price_list.offer(wish.offer_id).on_request)


def totals_of(lines: Sequence[OrderLine]) -> Totals:
    """Return what the lines come to, by the one pricing function."""
    return price((line.net, line.vat_rate) for line in lines)


def numbered(  # noqa: PLR0913 - what an order is made of, each named
    request: OrderRequest,
    price_list: PriceList,
    vat: Vat,
    *,
    number: OrderNumber,
    received: datetime.datetime,
    special: SpecialPrice | None = None,
) -> Order:
    """Make the request an order."""
    price_list = with_special(price_list, special)
    return Order(
        number=number,
        received=received,
        price_list=price_list.in_force_from,
        vat=vat,
        request=request,
        lines=priced(request.wishes, price_list, vat, solidarity=request.solidarity),
        on_request=on_request(request.wishes, price_list),
        special=special,
    )


def _lines(wish: Wish, offer: Offer, rate: Decimal, *, solidarity: bool) -> Iterator[OrderLine]:
    if offer.on_request:
        return
    months = wish.months or 0
    term = offer.term(months)
    yield OrderLine(
        offer_id=offer.id,
        domain_name=wish.domain_name,
        term_months=months,
        quantity=wish.quantity,
        unit_net=term.solidarity if solidarity and term.solidarity is not None else term.net,
        vat_rate=rate,
    )
    for chosen in wish.options:
        yield OrderLine(
            part=LinePart.OPTION,
            offer_id=offer.id,
            option_id=chosen.option_id,
            term_months=months,
            quantity=chosen.quantity,
            unit_net=offer.option(chosen.option_id).prices[months],
            vat_rate=rate,
        )
    if offer.setup != NOTHING:
        yield OrderLine(
            part=LinePart.SETUP,
            offer_id=offer.id,
            domain_name=wish.domain_name,
            term_months=0,
            quantity=wish.quantity,
            unit_net=offer.setup,
            vat_rate=rate,
        )
