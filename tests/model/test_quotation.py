# SPDX-License-Identifier: GPL-3.0-or-later
"""The quotation: what still has no price, and what all comes to once it has."""

import dataclasses
import datetime

import pytest

from intake.model.catalogue import PriceList
from intake.model.money import Money
from intake.model.order import Order, OrderRequest, Wish, numbered
from intake.model.quotation import NamedPrice, Quotation, quotation_for
from intake.model.structured_communication import OrderNumber
from tests.conftest import BELGIAN_VAT, NOW

TRAINING = Wish(offer_id="training", months=None, quantity=2)
HELP = Wish(offer_id="help", months=None)


@pytest.fixture
def asked(order_request: OrderRequest, price_list: PriceList) -> Order:
    """Return an order of hosting and of two things on request, with a gift."""
    ids = [offer.id for offer in price_list.offers if offer.on_request and offer.id != "training"]
    wishes = (Wish(offer_id="hosting"), TRAINING, dataclasses.replace(HELP, offer_id=ids[0]))
    gift = Money.parse("10.00")
    request = dataclasses.replace(order_request, wishes=wishes, gift=gift)
    number = OrderNumber("2026000042")
    return numbered(request, price_list, BELGIAN_VAT, number=number, received=NOW)


def priced(quotation: Quotation, *euros: str) -> Quotation:
    """Return the quotation with so many of its prices named."""
    pairs = zip(quotation.without_price, euros, strict=False)
    named = tuple(NamedPrice(wish=wish, unit_net=Money.parse(text)) for wish, text in pairs)
    return dataclasses.replace(quotation, named=named)


def test_at_first_nothing_on_request_has_a_price(asked: Order) -> None:
    quotation = quotation_for(asked)

    assert quotation.without_price == asked.on_request
    assert not quotation.is_complete
    assert quotation.lines == asked.lines
    assert str(quotation.total) == "82.60"


def test_a_named_price_is_a_line_like_any_other(asked: Order) -> None:
    quotation = priced(quotation_for(asked), "450.00")

    assert quotation.without_price == asked.on_request[1:]
    assert not quotation.is_complete
    assert (quotation.lines[-1].offer_id, str(quotation.lines[-1].net)) == ("training", "900.00")


def test_it_is_complete_once_every_wish_has_a_price(asked: Order) -> None:
    """VAT is taken once on the sum of all: 60.00, 900.00 and 0.10; then the gift."""
    quotation = priced(quotation_for(asked), "450.00", "0.10")

    assert quotation.is_complete
    assert (str(quotation.totals.vat), str(quotation.total)) == ("201.62", "1171.72")


def test_the_same_wish_twice_needs_two_prices(asked: Order) -> None:
    twice = dataclasses.replace(asked, on_request=(TRAINING, TRAINING))

    assert priced(quotation_for(twice), "450.00").without_price == (TRAINING,)


def test_it_can_be_accepted_for_thirty_days(asked: Order) -> None:
    quotation = quotation_for(asked)

    assert (quotation.issued, quotation.valid_until) == (
        datetime.date(2026, 11, 22),
        datetime.date(2026, 12, 22),
    )
