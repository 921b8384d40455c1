# SPDX-License-Identifier: GPL-3.0-or-later
"""A special price takes the place of one line of the list, for whoever has it."""

import dataclasses
import datetime

import pytest

from intake.model.catalogue import OfferNotFoundError, PriceList, TermNotFoundError
from intake.model.money import Money
from intake.model.order import Order, numbered
from intake.model.special_price import SpecialPrice, with_special

SPECIAL = SpecialPrice(
    offer_id="hosting", months=12, net=Money(cents=5000), until=datetime.date(2026, 12, 31)
)


def test_one_line_changes_and_no_other(price_list: PriceList) -> None:
    changed = with_special(price_list, SPECIAL)

    assert changed.offer("hosting").term(12).net == SPECIAL.net
    assert changed.offer("hosting").term(12).solidarity is None
    assert changed.offer("hosting").term(36) == price_list.offer("hosting").term(36)
    assert changed.offer("mail") == price_list.offer("mail")
    assert with_special(price_list, None) is price_list


def test_a_line_that_there_is_not_has_no_special_price(price_list: PriceList) -> None:
    with pytest.raises(OfferNotFoundError):
        with_special(price_list, dataclasses.replace(SPECIAL, offer_id="mansion"))
    with pytest.raises(TermNotFoundError):
        with_special(price_list, dataclasses.replace(SPECIAL, months=13))


def test_an_order_has_it_on_its_line(order: Order, price_list: PriceList) -> None:
    special = numbered(
        order.request,
        price_list,
        order.vat,
        number=order.number,
        received=order.received,
        special=SPECIAL,
    )
    assert (special.special, special.lines[0].unit_net) == (SPECIAL, SPECIAL.net)
