# SPDX-License-Identifier: GPL-3.0-or-later
"""Prices make a quotation only if each line has one that can be one."""

import dataclasses
from datetime import date, timedelta

import pytest

from intake.model.catalogue import PriceList
from intake.model.money import Money
from intake.model.named_prices import NamedPrices, PlacedPrice, PricesError, quotation_of
from intake.model.order import Order, OrderRequest, Wish, numbered
from intake.model.quotation import quoted_order
from intake.model.structured_communication import OrderNumber
from tests.conftest import BELGIAN_VAT, NOW

DAY = date(2026, 11, 24)


@pytest.fixture
def asked(order_request: OrderRequest, price_list: PriceList) -> Order:
    """Return an order of hosting and of two things on request."""
    wishes = (
        Wish(offer_id="hosting"),
        Wish(offer_id="training", months=None, quantity=2),
        Wish(offer_id="help", months=None),
    )
    request = dataclasses.replace(order_request, wishes=wishes)
    number = OrderNumber("2026000042")
    return numbered(request, price_list, BELGIAN_VAT, number=number, received=NOW)


def price(place: int, euros: str, months: int = 0) -> PlacedPrice:
    """Return the price of a line."""
    return PlacedPrice(place=place, unit_net=Money.parse(euros), months=months)


def named(*prices: PlacedPrice, until: date = DAY) -> NamedPrices:
    """Return these prices, named for the order."""
    number = OrderNumber("2026000042")
    return NamedPrices(number=number, on=DAY, until=until, prices=prices, recorded=NOW)


def test_an_accepted_quotation_is_an_order_with_a_price(asked: Order) -> None:
    """60.00, 900.00 and 80.50 net, whatever the order in which they were typed."""
    order = quoted_order(quotation_of(asked, named(price(2, "80.50", 12), price(1, "450.00"))))

    assert not order.is_quotation
    assert [(line.offer_id, line.term_months) for line in order.lines[-2:]] == [
        ("training", 0),
        ("help", 12),
    ]
    assert (str(order.totals.net), str(order.to_pay)) == ("1040.50", "1259.01")


@pytest.mark.parametrize(
    ("prices", "why"),
    [
        ([], "given: none"),
        ([price(1, "1.00")], "given: 1"),
        ([price(1, "1.00"), price(1, "2.00"), price(2, "1.00")], "given: 1, 1, 2"),
        ([price(1, "1.00"), price(2, "1.00"), price(3, "1.00")], "given: 1, 2, 3"),
        ([price(0, "1.00"), price(1, "1.00")], "given: 0, 1"),
        ([price(1, "-1.00"), price(2, "1.00")], "line 1: -1.00 is below nothing"),
        ([price(1, "1.00"), price(2, "1.00", 121)], "line 2: 121 months are no term"),
    ],
)
def test_prices_that_do_not_fit_are_refused(
    asked: Order, prices: list[PlacedPrice], why: str
) -> None:
    with pytest.raises(PricesError, match=why):
        quotation_of(asked, named(*prices))


def test_a_quotation_does_not_end_before_it_begins(asked: Order) -> None:
    over = named(price(1, "1.00"), price(2, "1.00"), until=DAY - timedelta(days=1))

    with pytest.raises(PricesError, match="is before its date"):
        quotation_of(asked, over)


def test_other_prices_are_another_quotation() -> None:
    assert len({named(price(1, "1.00")).mark, named(price(1, "1.01")).mark}) == 2
