# SPDX-License-Identifier: GPL-3.0-or-later
"""The prices that staff name for what an order has on request, and how they are accepted.

Each price stands for one wish, by its place among those without a price, counted from 1. An order
never changes, so a place is enough; all places have a price, or there is no quotation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from intake.errors import RefusedError
from intake.model.money import NOTHING, Money
from intake.model.order import Order
from intake.model.paper_mark import paper_mark
from intake.model.quotation import NamedPrice, Quotation
from intake.model.structured_communication import OrderNumber

_LONGEST_TERM = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPrice:
    """What one piece of a wish costs, net; ``months`` is 0 for what is paid once."""

    place: int
    unit_net: Money
    months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPrices:
    """What the paper of a quotation records. ``on`` is its date, ``until`` the last day of it."""

    number: OrderNumber
    on: date
    until: date
    prices: tuple[PlacedPrice, ...]
    recorded: datetime

    @property
    def mark(self) -> str:
        """The mark of its paper: the same quotation is recorded once."""
        prices = (f"{one.place}:{one.unit_net}:{one.months}" for one in self.prices)
        return _mark("quotation/1", self.number, self.on, self.until, *prices)


class AcceptanceWay(StrEnum):
    """How a quotation was accepted."""

    # A mail whose OpenPGP signature is good.
    SIGNED_MAIL = "signed-mail"
    MAIL = "mail"
    LETTER = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """That a quotation, by the mark of its paper, was accepted on a day."""

    number: OrderNumber
    quotation: str
    on: date
    way: AcceptanceWay
    recorded: datetime

    @property
    def mark(self) -> str:
        """The mark of its paper: a quotation is accepted once."""
        return _mark("quotation-accepted/1", self.number, self.quotation)


def quotation_of(order: Order, named: NamedPrices) -> Quotation:
    """Return the order's quotation with these prices; PricesError unless they fit the order."""
    wishes, prices = order.on_request, sorted(named.prices, key=lambda one: one.place)
    faults = list(_faults(len(wishes), named))
    if faults:
        raise PricesError(faults)
    return Quotation(
        order=order,
        issued=named.on,
        until=named.until,
        named=tuple(
            NamedPrice(wish=wishes[one.place - 1], unit_net=one.unit_net, months=one.months)
            for one in prices
        ),
    )


def _faults(wishes: int, named: NamedPrices) -> Iterator[str]:
    """Return all that is wrong with prices for so many wishes."""
    places = sorted(one.place for one in named.prices)
    if places != list(range(1, wishes + 1)):
        given = ", ".join(map(str, places)) or "none"
        yield f"lines 1 to {wishes} have one price each; given: {given}"
    for one in named.prices:
        if one.unit_net < NOTHING:
            yield f"line {one.place}: {one.unit_net} is below nothing"
        if not 0 <= one.months <= _LONGEST_TERM:
            yield f"line {one.place}: {one.months} months are no term"
    if named.until < named.on:
        yield f"its last day, {named.until}, is before its date, {named.on}"


def _mark(*facts: object) -> str:
    return paper_mark(" ".join(map(str, facts)))


class PricesError(RefusedError):
    """These prices make no quotation."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Say all that is wrong."""
        super().__init__(f"no quotation: {'; '.join(faults)}; nothing was written")
