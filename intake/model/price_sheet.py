# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader is shown of a price list: every price in his language, with the VAT of today.

The page of prices, the order form of the site and that of the intake all show this one sheet; its
figures come from the one pricing function.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from intake.model.catalogue import DomainAct, Offer, OfferKind, PriceList, SuffixNotFoundError
from intake.model.countries import country_names
from intake.model.customer import Customer, CustomerKind
from intake.model.language import Language, money_text
from intake.model.money import Money
from intake.model.pricing import price
from intake.model.vat import EUROPEAN_UNION, HOME, VatRules, vat_for

# Gifts to the solidarity fund that the form proposes beside an amount of one's own.
GIFTS = tuple(Money(cents=cents) for cents in (5_00, 10_00, 25_00))


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """An amount without VAT, its VAT and both together, as the reader's language writes them."""

    net: str
    vat: str
    gross: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSheet:
    """A price list as it is shown in a language; ``rates`` has what a consumer pays, by country."""

    price_list: PriceList
    language: Language
    rates: Mapping[str, Decimal]

    def of(self, net: Money) -> Price:
        """Return an amount with the VAT that a customer in Belgium pays."""
        totals = price([(net, self.rates[HOME])])
        return Price(
            net=money_text(totals.net, self.language),
            vat=money_text(totals.vat, self.language),
            gross=money_text(totals.total, self.language),
        )

    def price(self, offer_id: str, months: int | None = None) -> Price:
        """Return what a term of that offer costs, by default the usual term."""
        offer = self.price_list.offer(offer_id)
        return self.of((offer.usual if months is None else offer.term(months)).net)

    @property
    def kinds(self) -> Mapping[OfferKind, tuple[Offer, ...]]:
        """All offers but domain names, by their kind, in the order of the list."""
        kinds = dict.fromkeys(one.kind for one in self.price_list.offers if one.act is None)
        return {kind: self.price_list.of_kind(kind) for kind in kinds}

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of domain names that can be ordered."""
        found = (one.suffix for one in self.price_list.offers if one.suffix is not None)
        return tuple(dict.fromkeys(found))

    def name_offer(self, act: str, suffix: str) -> Offer | None:
        """Return the offer to do that with names under a suffix, None if there is none."""
        try:
            return self.price_list.for_domain_name(DomainAct(act), f"name.{suffix}")
        except SuffixNotFoundError:
            return None

    def name_months(self, *acts: str) -> tuple[int, ...]:
        """Return every term for which names can be registered, transferred or renewed."""
        return name_months(self.price_list, *map(DomainAct, acts or DomainAct))

    @property
    def gifts(self) -> Mapping[str, str]:
        """The gifts that the form proposes, as it sends them and as they are read; first none."""
        amounts = {str(gift): money_text(gift, self.language) for gift in GIFTS}
        return {"": "", **amounts}

    @property
    def countries(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """The names of the Union's countries by their codes, ours first, and of the others."""
        names = country_names(self.language)
        union = {code: name for code, name in names.items() if code in EUROPEAN_UNION}
        return union, {code: name for code, name in names.items() if code not in union}

    def tenths(self, country: str) -> int:
        """Return the VAT rate of a consumer there in tenths of a percent, for whole numbers."""
        return int(self.rates.get(country, Decimal(0)) * 10)


def name_months(price_list: PriceList, *acts: DomainAct) -> tuple[int, ...]:
    """Return every term that an offer to do one of these with a name has, shortest first."""
    return tuple(
        sorted({months for one in price_list.offers if one.act in acts for months in one.months})
    )


def consumer_rates(rules: VatRules, tax_point: datetime.date) -> Mapping[str, Decimal]:
    """Return the rate that a consumer pays, by country; who is not in it pays no VAT."""
    return {
        # In an order that is the same in each run, or no page would be like that of a build before.
        country: vat_for(_consumer(country), rules, tax_point).rate
        for country in sorted(EUROPEAN_UNION)
    }


def _consumer(country: str) -> Customer:
    return Customer(
        kind=CustomerKind.PERSON,
        name="",
        email="",
        street="",
        postcode="",
        city="",
        country=country,
    )
