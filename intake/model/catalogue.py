# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue: dated price lists, each with the offers in force from its day.

A price list that has been in force never changes; an order pins the list that it was made from.
All prices are net, in cents of euro, for one whole term of one piece.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.errors import NotFoundError
from intake.model.language import Language
from intake.model.money import NOTHING, Money

# The term whose price stands for an offer where there is room for one only.
_USUAL_MONTHS = 12


class OfferKind(StrEnum):
    """What an offer is, which decides what has to be asked when it is ordered (promise P04)."""

    HOSTING = "hosting"
    DOMAIN_NAME = "domain-name"
    MAIL = "mail"
    MAILING_LIST = "mailing-list"
    VPS = "vps"
    DEDICATED_SERVER = "dedicated-server"
    STREAMING = "streaming"
    MEDIA_ARCHIVE = "media-archive"
    SPACE = "space"
    HELP = "help"


class DomainAct(StrEnum):
    """What is done with a domain name."""

    REGISTER = "register"
    TRANSFER = "transfer"
    RENEW = "renew"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPrice:
    """What a term of so many months costs; ``solidarity`` is the price for those of small means."""

    months: int
    net: Money
    solidarity: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something added to an offer, at most ``most`` of it; ``prices`` has the offer's terms."""

    id: str
    names: Mapping[Language, str]
    prices: Mapping[int, Money]
    most: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A line of a price list.

    Without ``prices`` it is on request: staff make a quotation. ``setup`` is paid once, for each
    piece. ``needs`` names offers of which the customer must have, or order, at least one.
    ``suffix`` and ``act`` are there for domain names only.
    """

    id: str
    kind: OfferKind
    names: Mapping[Language, str]
    details: Mapping[Language, str]
    prices: tuple[TermPrice, ...] = ()
    setup: Money = NOTHING
    most: int = 1
    needs: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    suffix: str | None = None
    act: DomainAct | None = None

    @property
    def on_request(self) -> bool:
        """Whether staff have to name the price."""
        return not self.prices

    @property
    def months(self) -> tuple[int, ...]:
        """The terms, in the order of the list."""
        return tuple(one.months for one in self.prices)

    @property
    def usual(self) -> TermPrice:
        """The price for twelve months, or that of the first term; TermNotFoundError on request."""
        for one in self.prices:
            if one.months == _USUAL_MONTHS:
                return one
        if self.on_request:
            raise TermNotFoundError(self.id, _USUAL_MONTHS)
        return self.prices[0]

    def term(self, months: int) -> TermPrice:
        """Return the price of a term, or raise TermNotFoundError."""
        for one in self.prices:
            if one.months == months:
                return one
        raise TermNotFoundError(self.id, months)

    def option(self, option_id: str) -> Option:
        """Return an option of this offer, or raise OptionNotFoundError."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise OptionNotFoundError(self.id, option_id)


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

    def for_domain_name(self, act: DomainAct, name: str) -> Offer:
        """Return the offer to do that with this name, or raise SuffixNotFoundError."""
        suffix = name.partition(".")[2]
        for offer in self.offers:
            if offer.act is act and offer.suffix == suffix:
                return offer
        raise SuffixNotFoundError(suffix, self.in_force_from)


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


class TermNotFoundError(NotFoundError):
    """The offer is not sold for a term of that length."""

    def __init__(self, offer_id: str, months: int) -> None:
        """Name the offer and the term."""
        super().__init__(f"the offer {offer_id!r} has no term of {months} months")


class OptionNotFoundError(NotFoundError):
    """The offer has no such option."""

    def __init__(self, offer_id: str, option_id: str) -> None:
        """Name the offer and the option."""
        super().__init__(f"the offer {offer_id!r} has no option {option_id!r}")


class SuffixNotFoundError(NotFoundError):
    """The price list has no domain names under that suffix."""

    def __init__(self, suffix: str, in_force_from: datetime.date) -> None:
        """Name the suffix and the list."""
        super().__init__(f"the price list of {in_force_from} has no names under .{suffix}")


class PriceListNotFoundError(NotFoundError):
    """No price list for that day."""

    def __init__(self, day: datetime.date) -> None:
        """Name the day."""
        super().__init__(f"there is no price list for {day}")
