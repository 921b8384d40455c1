# SPDX-License-Identifier: GPL-3.0-or-later
"""Which price list is in force on a day, and what it offers."""

import datetime

import pytest

from intake.errors import NotFoundError
from intake.model.catalogue import (
    Catalogue,
    Offer,
    OfferKind,
    OfferNotFoundError,
    PriceList,
    PriceListNotFoundError,
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
        term_months=12,
        net=Money(cents=6000),
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
