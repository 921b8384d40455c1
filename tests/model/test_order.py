# SPDX-License-Identifier: GPL-3.0-or-later
"""An order: a request with a number, at the prices of its list. The worked example is billing's."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from intake.model.catalogue import (
    Offer,
    OfferKind,
    OfferNotFoundError,
    Option,
    OptionNotFoundError,
    PriceList,
    TermNotFoundError,
    TermPrice,
)
from intake.model.customer import Customer, CustomerKind
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import (
    LinePart,
    OptionWish,
    Order,
    OrderLine,
    OrderRequest,
    Wish,
    numbered,
    priced,
)
from intake.model.structured_communication import OrderNumber
from tests.conftest import BELGIAN_VAT, NOW


def test_the_worked_example_comes_to_87_12(order: Order) -> None:
    totals = order.totals

    assert (str(totals.net), str(totals.vat), str(totals.total)) == ("72.00", "15.12", "87.12")


def test_each_wish_is_a_line_in_the_order_of_the_form(order: Order) -> None:
    assert order.lines == (
        OrderLine(
            offer_id="hosting",
            term_months=12,
            unit_net=Money.parse("60.00"),
            vat_rate=Decimal(21),
        ),
        OrderLine(
            offer_id="domain-be",
            term_months=12,
            unit_net=Money.parse("12.00"),
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
        priced([Wish(offer_id="castle")], price_list, BELGIAN_VAT)


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


# Terms, pieces, options, set-up, solidarity, gifts, and what is on request.

NAMES = dict.fromkeys(Language, "name")
VPS = Offer(
    id="vps",
    kind=OfferKind.VPS,
    names=NAMES,
    details=NAMES,
    prices=(
        TermPrice(months=1, net=Money(cents=900)),
        TermPrice(months=12, net=Money(cents=9000), solidarity=Money(cents=4500)),
    ),
    setup=Money(cents=1000),
    most=5,
    options=(
        Option(
            id="backup",
            names=NAMES,
            prices={1: Money(cents=300), 12: Money(cents=3000)},
            most=2,
        ),
    ),
)
TRAINING = Offer(id="training", kind=OfferKind.HELP, names=NAMES, details=NAMES)
LIST = PriceList(in_force_from=datetime.date(2026, 11, 22), offers=(VPS, TRAINING))


def charged(wish: Wish, *, solidarity: bool = False) -> list[tuple[LinePart, int, str]]:
    """Return what the lines of a wish charge: part, months and net."""
    lines = priced([wish], LIST, BELGIAN_VAT, solidarity=solidarity)
    return [(line.part, line.term_months, str(line.net)) for line in lines]


@pytest.mark.parametrize(
    ("wish", "lines"),
    [
        (
            Wish(offer_id="vps", months=1),
            [(LinePart.TERM, 1, "9.00"), (LinePart.SETUP, 0, "10.00")],
        ),
        (
            Wish(offer_id="vps", quantity=3),
            [(LinePart.TERM, 12, "270.00"), (LinePart.SETUP, 0, "30.00")],
        ),
        (
            Wish(offer_id="vps", options=(OptionWish(option_id="backup", quantity=2),)),
            [
                (LinePart.TERM, 12, "90.00"),
                (LinePart.OPTION, 12, "60.00"),
                (LinePart.SETUP, 0, "10.00"),
            ],
        ),
        (Wish(offer_id="training", months=None), []),
    ],
)
def test_a_wish_is_charged_by_term_piece_option_and_set_up(
    wish: Wish, lines: list[tuple[LinePart, int, str]]
) -> None:
    assert charged(wish) == lines


@pytest.mark.promise("P39")
@pytest.mark.parametrize(("months", "net"), [(12, "45.00"), (1, "9.00")])
def test_the_solidarity_price_counts_where_the_list_has_one(months: int, net: str) -> None:
    assert charged(Wish(offer_id="vps", months=months), solidarity=True)[0][2] == net


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (Wish(offer_id="vps", months=7), TermNotFoundError),
        (Wish(offer_id="vps", months=None), TermNotFoundError),
        (Wish(offer_id="vps", options=(OptionWish(option_id="castle"),)), OptionNotFoundError),
    ],
)
def test_what_an_offer_lacks_is_refused(wish: Wish, error: type[Exception]) -> None:
    with pytest.raises(error):
        charged(wish)


def test_an_order_with_something_on_request_becomes_a_quotation(
    order_request: OrderRequest,
) -> None:
    training = Wish(offer_id="training", months=None, quantity=2)
    request = dataclasses.replace(order_request, wishes=(Wish(offer_id="vps"), training))

    order = numbered(request, LIST, BELGIAN_VAT, number=OrderNumber("2026000042"), received=NOW)

    assert (order.is_quotation, order.on_request) == (True, (training,))
    assert [line.offer_id for line in order.lines] == ["vps", "vps"]


@pytest.mark.promise("P39")
def test_a_gift_to_the_fund_has_no_vat_and_is_paid_with_the_order(order: Order) -> None:
    request = dataclasses.replace(order.request, gift=Money.parse("5.00"))
    giving = dataclasses.replace(order, request=request)

    assert (giving.totals, str(giving.to_pay)) == (order.totals, "92.12")
