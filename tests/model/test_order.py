# SPDX-License-Identifier: GPL-3.0-or-later
"""An order: a request with a number, at the prices of its list. The worked example is billing's."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from intake.model.catalogue import OfferNotFoundError, PriceList
from intake.model.money import Money
from intake.model.order import Customer, CustomerKind, Order, OrderLine, OrderRequest, Wish, priced
from tests.conftest import NOW


def test_the_worked_example_comes_to_87_12(order: Order) -> None:
    totals = order.totals

    assert (str(totals.net), str(totals.vat), str(totals.total)) == ("72.00", "15.12", "87.12")


def test_each_wish_is_a_line_in_the_order_of_the_form(order: Order) -> None:
    assert order.lines == (
        OrderLine(
            offer_id="hosting",
            term_months=12,
            net=Money.parse("60.00"),
            vat_rate=Decimal(21),
        ),
        OrderLine(
            offer_id="domain-be",
            term_months=12,
            net=Money.parse("12.00"),
            vat_rate=Decimal(21),
            domain_name="exemple-camille.be",
        ),
    )


def test_an_order_pins_its_price_list(order: Order, price_list: PriceList) -> None:
    assert order.price_list == price_list.in_force_from


def test_an_order_keeps_the_request_as_it_was(order: Order, order_request: OrderRequest) -> None:
    assert order.request == order_request


def test_a_wish_that_the_list_does_not_offer_is_refused(price_list: PriceList) -> None:
    with pytest.raises(OfferNotFoundError, match="no offer 'castle'"):
        priced([Wish(offer_id="castle")], price_list, NOW.date())


def test_an_order_is_never_changed(order: Order) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        order.received = NOW + datetime.timedelta(days=1)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "is_consumer"),
    [(CustomerKind.PERSON, True), (CustomerKind.ORGANISATION, False)],
)
def test_the_right_of_withdrawal_is_a_persons(
    order_request: OrderRequest,
    kind: CustomerKind,
    *,
    is_consumer: bool,
) -> None:
    customer: Customer = dataclasses.replace(order_request.customer, kind=kind)

    assert customer.is_consumer is is_consumer
