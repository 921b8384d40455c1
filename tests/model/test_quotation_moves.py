# SPDX-License-Identifier: GPL-3.0-or-later
"""What may happen to a quotation: whatever comes in whatever order, the rules hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.moves import ForbiddenMoveError
from intake.model.quotation_moves import (
    ACCEPTED_KIND,
    QUOTATION_KIND,
    QUOTATION_MOVES,
    QuotationEvent,
    QuotationState,
    quotation_state,
)

TODAY = date(2026, 12, 1)
DAY = timedelta(days=1)
KINDS = {QuotationEvent.PROPOSE: QUOTATION_KIND, QuotationEvent.ACCEPT: ACCEPTED_KIND}


@given(st.lists(st.sampled_from([*QuotationEvent]), max_size=12))
def test_the_papers_say_what_the_table_says(events: list[QuotationEvent]) -> None:
    """Each event that the table allows is written; where the papers lead is where it says."""
    kinds, until, today = ["order"], None, TODAY
    for event in events:
        state = quotation_state(kinds, is_asked=True, until=until, today=today)
        expected = QUOTATION_MOVES.after(state, event)
        if not expected:
            continue
        if event is QuotationEvent.LAPSE:
            today = max(today, (until or today) + DAY)
        else:
            kinds.append(KINDS[event])
            until = today + 30 * DAY if event is QuotationEvent.PROPOSE else until
        assert (quotation_state(kinds, is_asked=True, until=until, today=today),) == expected
    assert kinds.count(ACCEPTED_KIND) <= 1
    assert ACCEPTED_KIND not in kinds or kinds[-1] == ACCEPTED_KIND


@pytest.mark.parametrize("event", [QuotationEvent.PROPOSE, QuotationEvent.ACCEPT])
def test_an_order_with_all_its_prices_has_none(event: QuotationEvent) -> None:
    state = quotation_state(["order"], is_asked=False, until=None, today=TODAY)

    with pytest.raises(ForbiddenMoveError, match="every price is on the list"):
        QUOTATION_MOVES.check(state, event, "it")


def test_the_last_day_is_a_day_on_which_it_can_be_accepted() -> None:
    kinds = ["order", QUOTATION_KIND]
    states = [
        quotation_state(kinds, is_asked=True, until=TODAY, today=day)
        for day in (TODAY, TODAY + DAY)
    ]

    assert states == [QuotationState.PROPOSED, QuotationState.LAPSED]
