# SPDX-License-Identifier: GPL-3.0-or-later
"""What is late comes before what is next, and that before what can wait."""

from datetime import UTC, datetime, timedelta

import pytest

from intake.model.order_state import OrderState
from intake.model.urgency import Urgency, order_limits, request_limits

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "after", "urgency"),
    [
        (OrderState.RECEIVED, timedelta(0), Urgency.CALM),
        (OrderState.RECEIVED, 2 * DAY, Urgency.SOON),
        (OrderState.RECEIVED, 14 * DAY, Urgency.SOON),
        (OrderState.RECEIVED, 14 * DAY + SECOND, Urgency.LATE),
        (OrderState.PAID, timedelta(0), Urgency.SOON),
        (OrderState.PAID, 2 * DAY + SECOND, Urgency.LATE),
    ],
)
def test_an_order_is_as_urgent_as_its_state_makes_it(
    state: OrderState, after: timedelta, urgency: Urgency
) -> None:
    assert order_limits(state, NOON, NOON).urgency(NOON + after) is urgency


def test_what_is_paid_late_is_urgent_from_the_payment_on() -> None:
    """Not from the order on."""
    limits = order_limits(OrderState.PAID, NOON - 30 * DAY, NOON)

    assert limits.urgency(NOON + DAY) is Urgency.SOON


@pytest.mark.parametrize(
    ("left", "urgency"),
    [(2 * DAY, Urgency.CALM), (DAY, Urgency.SOON), (-SECOND, Urgency.LATE)],
)
def test_a_request_is_as_urgent_as_its_deadline_is_near(left: timedelta, urgency: Urgency) -> None:
    assert request_limits(NOON - 9 * DAY, NOON + left).urgency(NOON) is urgency


def test_a_request_without_a_deadline_waits_as_an_order_does() -> None:
    assert request_limits(NOON, None) == order_limits(OrderState.RECEIVED, NOON, NOON)
