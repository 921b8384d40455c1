# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader is shown of a price list: the prices that an order has."""

import dataclasses
from decimal import Decimal

import pytest

from intake.model.catalogue import DomainAct, PriceList
from intake.model.language import Language
from intake.model.price_sheet import PriceSheet, consumer_rates
from intake.model.vat import EUROPEAN_UNION, VatRules
from tests.conftest import NOW, VAT_RULES


def sheet(price_list: PriceList, rules: VatRules = VAT_RULES) -> PriceSheet:
    """Return the sheet of a reader of English."""
    rates = consumer_rates(rules, NOW.date())
    return PriceSheet(price_list=price_list, language=Language.EN, rates=rates)


def test_a_price_has_the_vat_of_a_consumer_at_home(price_list: PriceList) -> None:
    shown = sheet(price_list).price("hosting")

    assert (shown.net, shown.vat, shown.gross) == ("€60.00", "€12.60", "€72.60")


def test_a_small_enterprise_charges_no_vat(price_list: PriceList) -> None:
    rules = dataclasses.replace(VAT_RULES, franchise=True)

    assert sheet(price_list, rules).price("hosting").gross == "€60.00"


@pytest.mark.parametrize(
    ("country", "destination", "tenths"),
    [("BE", False, 210), ("FR", False, 210), ("FR", True, 205), ("BE", True, 210), ("MA", True, 0)],
)
def test_a_rate_is_a_whole_number_of_tenths(
    price_list: PriceList, country: str, *, destination: bool, tenths: int
) -> None:
    rates = {one: ((NOW.date(), Decimal("20.5")),) for one in EUROPEAN_UNION}
    rules = VatRules(destination=destination, rates=rates)

    assert sheet(price_list, rules).tenths(country) == tenths


def test_names_have_their_endings_terms_and_offers(price_list: PriceList) -> None:
    shown = sheet(price_list)

    assert shown.suffixes[:2] == ("be", "brussels")
    assert shown.name_months(DomainAct.TRANSFER) == (12,)
    assert shown.name_months() == (12, 24, 36)
    offer = shown.name_offer("renew", "eu")
    assert offer is not None
    assert (offer.id, shown.name_offer("renew", "xyz")) == ("domain-eu-renewal", None)


def test_every_offer_but_names_is_under_its_kind(price_list: PriceList) -> None:
    kinds = sheet(price_list).kinds
    offers = [offer for offers in kinds.values() for offer in offers]

    assert {one.id for one in offers} == {one.id for one in price_list.offers if one.act is None}


def test_the_first_gift_is_none(price_list: PriceList) -> None:
    assert list(sheet(price_list).gifts.items())[:2] == [("", ""), ("5.00", "€5.00")]
