# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue: dated price lists, each with the offers in force from its day.

A price list that has been in force never changes; an order pins the list that it was made from.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.errors import NotFoundError
from intake.model.language import Language
from intake.model.money import Money


class OfferKind(StrEnum):
    """What an offer is, which decides what has to be asked when it is ordered."""

    HOSTING = "hosting"
    DOMAIN_NAME = "domain-name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A line of a price list. ``net`` is the price of one whole term, without VAT."""

    id: str
    kind: OfferKind
    names: Mapping[Language, str]
    details: Mapping[Language, str]
    term_months: int
    net: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """The offers in force from a day on."""

    in_force_from: datetime.date
    offers: tuple[Offer, ...]

    def offer(self, offer_id: str) -> Offer:
        """Return the offer of that id, or raise OfferNotFoundError."""
        for offer in self.offers:
            if offer.id == offer_id:
                return offer
        raise OfferNotFoundError(offer_id, self.in_force_from)

    def of_kind(self, kind: OfferKind) -> tuple[Offer, ...]:
        """Return the offers of a kind, in the order of the list."""
        return tuple(offer for offer in self.offers if offer.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All price lists that were ever in force, and those announced."""

    price_lists: tuple[PriceList, ...]

    def in_force_on(self, day: datetime.date) -> PriceList:
        """Return the price list of that day, or raise PriceListNotFoundError."""
        started = [one for one in self.price_lists if one.in_force_from <= day]
        if not started:
            raise PriceListNotFoundError(day)
        return max(started, key=lambda one: one.in_force_from)

    def dated(self, day: datetime.date) -> PriceList:
        """Return the price list that came into force on that very day."""
        for price_list in self.price_lists:
            if price_list.in_force_from == day:
                return price_list
        raise PriceListNotFoundError(day)


class OfferNotFoundError(NotFoundError):
    """The price list has no such offer."""

    def __init__(self, offer_id: str, in_force_from: datetime.date) -> None:
        """Name the offer and the list."""
        super().__init__(f"the price list of {in_force_from} has no offer {offer_id!r}")


class PriceListNotFoundError(NotFoundError):
    """No price list for that day."""

    def __init__(self, day: datetime.date) -> None:
        """Name the day."""
        super().__init__(f"there is no price list for {day}")
