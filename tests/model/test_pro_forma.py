# SPDX-License-Identifier: GPL-3.0-or-later
"""The pro-forma payment request: its communication and its dates."""

import dataclasses

import pytest

from intake.model.calendar import parse_instant
from intake.model.order import Order
from intake.model.pro_forma import pay_by, pro_forma_for


def test_it_carries_the_communication_of_its_order(order: Order) -> None:
    assert pro_forma_for(order).communication == "+++202/6000/04236+++"


@pytest.mark.parametrize(
    ("received", "issued", "last_day"),
    [
        ("2026-11-22T10:12:00Z", "2026-11-22", "2026-12-06"),
        ("2026-12-31T22:59:59Z", "2026-12-31", "2027-01-14"),
        ("2026-12-31T23:00:00Z", "2027-01-01", "2027-01-15"),
        ("2028-02-20T12:00:00Z", "2028-02-20", "2028-03-05"),
        ("2026-03-28T23:30:00Z", "2026-03-29", "2026-04-12"),
    ],
)
def test_it_is_dated_in_brussels_and_payable_for_fourteen_days(
    order: Order,
    received: str,
    issued: str,
    last_day: str,
) -> None:
    pro_forma = pro_forma_for(dataclasses.replace(order, received=parse_instant(received)))

    dates = (pro_forma.issued.isoformat(), pro_forma.pay_by.isoformat())
    assert dates == (issued, last_day)


def test_the_last_day_can_be_told_before_there_is_a_document(order: Order) -> None:
    assert pay_by(order.received) == pro_forma_for(order).pay_by


def test_it_can_be_made_again_at_any_time(order: Order) -> None:
    assert pro_forma_for(order) == pro_forma_for(order)
