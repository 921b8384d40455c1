# SPDX-License-Identifier: GPL-3.0-or-later
"""Which price list is in force on a day, and what it offers."""

import dataclasses
import datetime

import pytest

from intake.errors import NotFoundError
from intake.model.catalogue import (
    Catalogue,
    DomainAct,
    Offer,
    OfferKind,
    OfferNotFoundError,
    Option,
    OptionNotFoundError,
    PriceList,
    PriceListNotFoundError,
    SuffixNotFoundError,
    TermNotFoundError,
    TermPrice,
)
from intake.model.language import Language
from intake.model.money import Money


def offer(offer_id: str, kind: OfferKind = OfferKind.HOSTING) -> Offer:
    """Return an offer of that id."""
    return Offer(
        id=offer_id,
        kind=kind,
        names=dict.fromkeys(Language, offer_id),
        details=dict.fromkeys(Language, "details"),
        prices=(TermPrice(months=12, net=Money(cents=6000)),),
    )


def list_from(day: str, *offers: Offer) -> PriceList:
    """Return a price list in force from that day."""
    return PriceList(in_force_from=datetime.date.fromisoformat(day), offers=offers)


# Not in the order of their days, which must not matter.
CATALOGUE = Catalogue(
    price_lists=(list_from("2027-07-01"), list_from("2026-01-01"), list_from("2027-01-01")),
)


@pytest.mark.parametrize(
    ("day", "in_force_from"),
    [
        ("2026-01-01", "2026-01-01"),
        ("2026-12-31", "2026-01-01"),
        ("2027-01-01", "2027-01-01"),
        ("2027-06-30", "2027-01-01"),
        ("2027-07-01", "2027-07-01"),
        ("2050-01-01", "2027-07-01"),
    ],
)
def test_a_list_is_in_force_until_the_next(day: str, in_force_from: str) -> None:
    found = CATALOGUE.in_force_on(datetime.date.fromisoformat(day))

    assert found.in_force_from == datetime.date.fromisoformat(in_force_from)


def test_no_list_is_in_force_before_the_first() -> None:
    with pytest.raises(PriceListNotFoundError, match="there is no price list for 2025-12-31"):
        CATALOGUE.in_force_on(datetime.date(2025, 12, 31))


def test_a_list_is_found_by_the_very_day_that_names_it() -> None:
    day = datetime.date(2027, 1, 1)

    assert CATALOGUE.dated(day).in_force_from == day


def test_the_day_after_names_no_list() -> None:
    with pytest.raises(PriceListNotFoundError):
        CATALOGUE.dated(datetime.date(2027, 1, 2))


def test_an_offer_is_found_by_its_id() -> None:
    hosting, domain = offer("hosting"), offer("domain-be", OfferKind.DOMAIN_NAME)

    assert list_from("2026-01-01", hosting, domain).offer("domain-be") is domain


def test_an_offer_that_is_not_there_is_named() -> None:
    expected = "the price list of 2026-01-01 has no offer 'nothing'"
    with pytest.raises(OfferNotFoundError, match=expected):
        list_from("2026-01-01", offer("hosting")).offer("nothing")


def test_offers_of_a_kind_keep_the_order_of_the_list() -> None:
    small, domain, large = (
        offer("small"),
        offer("domain-be", OfferKind.DOMAIN_NAME),
        offer("large"),
    )

    found = list_from("2026-01-01", small, domain, large).of_kind(OfferKind.HOSTING)

    assert found == (small, large)


@pytest.mark.parametrize("error", [OfferNotFoundError, PriceListNotFoundError])
def test_what_is_not_found_is_of_that_family(error: type[Exception]) -> None:
    assert issubclass(error, NotFoundError)


MONTHLY = TermPrice(months=1, net=Money(cents=600))
YEARLY = TermPrice(months=12, net=Money(cents=6000))


@pytest.mark.parametrize(
    ("prices", "usual"),
    [((MONTHLY, YEARLY), YEARLY), ((YEARLY,), YEARLY), ((MONTHLY,), MONTHLY)],
)
def test_the_usual_term_is_a_year_or_else_the_first(
    prices: tuple[TermPrice, ...], usual: TermPrice
) -> None:
    assert dataclasses.replace(offer("hosting"), prices=prices).usual == usual


def test_an_offer_without_prices_is_on_request() -> None:
    training = dataclasses.replace(offer("training"), prices=())

    assert training.on_request
    with pytest.raises(TermNotFoundError, match="'training' has no term of 12 months"):
        _ = training.usual


def test_a_term_that_is_not_sold_is_refused() -> None:
    with pytest.raises(TermNotFoundError, match="'hosting' has no term of 7 months"):
        offer("hosting").term(7)


def test_an_option_is_found_by_its_id() -> None:
    site = Option(id="site", names=dict.fromkeys(Language, "Site"), prices={12: Money(cents=1500)})
    hosting = dataclasses.replace(offer("hosting"), options=(site,))

    assert hosting.option("site") is site
    with pytest.raises(OptionNotFoundError, match="'hosting' has no option 'castle'"):
        hosting.option("castle")


def test_a_domain_name_finds_its_offer_by_what_follows_the_first_point() -> None:
    register = dataclasses.replace(
        offer("domain-be", OfferKind.DOMAIN_NAME), suffix="be", act=DomainAct.REGISTER
    )
    price_list = list_from("2026-01-01", register)

    assert price_list.for_domain_name(DomainAct.REGISTER, "exemple.be") is register
    for act, name in ((DomainAct.RENEW, "exemple.be"), (DomainAct.REGISTER, "exemple.eu")):
        with pytest.raises(SuffixNotFoundError, match="has no names under"):
            price_list.for_domain_name(act, name)
