# SPDX-License-Identifier: GPL-3.0-or-later
"""A price that staff have promised somebody for one offer and one term, until a day.

A signed link carries it to the order form (intake/web/links.py); the order keeps it.
"""

import datetime
from dataclasses import dataclass, replace

from intake.model.catalogue import Offer, PriceList, TermPrice
from intake.model.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialPrice:
    """What one piece of an offer costs for a whole term, without VAT; ``until`` is the last day."""

    offer_id: str
    months: int
    net: Money
    until: datetime.date


def with_special(price_list: PriceList, special: SpecialPrice | None) -> PriceList:
    """Return the price list as it is for whoever has the special price.

    OfferNotFoundError or TermNotFoundError if the list has no such line.
    """
    if special is None:
        return price_list
    price_list.offer(special.offer_id).term(special.months)
    offers = tuple(
        _with_price(offer, special) if offer.id == special.offer_id else offer
        for offer in price_list.offers
    )
    return replace(price_list, offers=offers)


def _with_price(offer: Offer, special: SpecialPrice) -> Offer:
    prices = tuple(
        TermPrice(months=one.months, net=special.net) if one.months == special.months else one
        for one in offer.prices
    )
    return replace(offer, prices=prices)
