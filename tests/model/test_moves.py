# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of moves: complete, drawn as they are, and what sums and papers really do."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.invoice_moves import INVOICE_MOVES, InvoiceEvent, InvoiceState, invoice_state
from intake.model.money import NOTHING, Money
from intake.model.moves import ForbiddenMoveError, Table, read_table
from intake.model.order_moves import ORDER_MOVES, OrderEvent
from intake.model.order_state import OrderState
from intake.model.payment import Account
from intake.model.payment_moves import PAYMENT_MOVES, PaymentEvent, PaymentState, payment_state
from tests.house.project import ROOT

TABLES: tuple[Table[Any, Any], ...] = (ORDER_MOVES, PAYMENT_MOVES, INVOICE_MOVES)
ASKED = Money(cents=1000)
CENTS = st.integers(1, 3000)


@pytest.mark.parametrize("table", TABLES)
def test_the_drawing_in_the_design_is_the_table(table: Table[Any, Any]) -> None:
    """With the words of each rule."""
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    assert f"```text{table.text}```" in design
    assert [
        name for name, words in table.rules.items() if f"| {name} | {words} |" not in design
    ] == []


@pytest.mark.parametrize("table", TABLES)
def test_a_forbidden_move_is_refused_with_the_words_of_its_rule(table: Table[Any, Any]) -> None:
    for (state, event), found in table.moves.items():
        if isinstance(found, str):
            with pytest.raises(ForbiddenMoveError) as refused:
                table.check(state, event, "it")
            assert str(refused.value) == f"it is {state}: {table.rules[found]}; nothing was written"
            assert table.after(state, event) == ()
        else:
            table.check(state, event, "it")
            assert table.after(state, event) == found


def test_a_mark_leads_to_the_state_that_it_names() -> None:
    for state in OrderState:
        for target in OrderState:
            assert ORDER_MOVES.after(state, OrderEvent(target)) in {(), (target,)}


def test_a_mistake_can_be_taken_back_from_anywhere() -> None:
    """And from there every state can be reached again."""
    reached = {OrderState.RECEIVED}
    for _ in OrderState:
        reached |= {
            two for one in reached for event in OrderEvent for two in ORDER_MOVES.after(one, event)
        }
    assert reached == set(OrderState)
    for state in set(OrderState) - {OrderState.RECEIVED}:
        assert ORDER_MOVES.rule(state, OrderEvent.RECEIVED) is None


def test_where_an_invoice_is_does_not_depend_on_the_order_of_papers() -> None:
    kinds = ("order", "payment", "invoice", "credit-note")
    assert {invoice_state(one) for one in permutations(kinds)} == {InvoiceState.CREDITED}
    assert {invoice_state(one) for one in permutations(kinds[:3])} == {InvoiceState.ISSUED}
    assert invoice_state(kinds[:2]) is InvoiceState.NONE


def test_only_what_is_whole_is_invoiced_and_only_what_is_issued_is_credited() -> None:
    is_whole = {PaymentState.WHOLE, PaymentState.ABOVE}
    for state in PaymentState:
        assert bool(PAYMENT_MOVES.after(state, PaymentEvent.INVOICE)) is (state in is_whole)
    for one in InvoiceState:
        is_issued = one is InvoiceState.ISSUED
        assert bool(INVOICE_MOVES.after(one, InvoiceEvent.CREDIT)) is is_issued


@given(st.lists(st.tuples(st.sampled_from((PaymentEvent.RECORD, PaymentEvent.REFUND)), CENTS)))
def test_sums_move_as_the_table_says(moves: list[tuple[PaymentEvent, int]]) -> None:
    """Whatever comes and goes; no more goes back than is here."""
    received = refunded = 0
    for event, cents in moves:
        before = payment_state(account(received, refunded), ASKED)
        if event is PaymentEvent.RECORD:
            received += cents
        elif received == 0:
            assert before is PaymentState.AWAITED
            assert PAYMENT_MOVES.rule(before, event)
            continue
        else:
            refunded = min(received, refunded + cents)
        assert payment_state(account(received, refunded), ASKED) in PAYMENT_MOVES.after(
            before, event
        )


def account(received: int, refunded: int) -> Account:
    """Return the account of an order."""
    return Account(received=Money(cents=received), refunded=Money(cents=refunded), planned=NOTHING)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("none issued [no] none\nissued [no] credited [no]", "set"),
        ("none issued [no]\nissued [no] credited [no]\ncredited [no] [no] none", "shorter"),
        ("none x [no] none\nissued [no] none [no]\ncredited [no] [no] none", "'x'"),
        ("none none none none\nissued none none none\ncredited none none none", "no"),
    ],
)
def test_a_table_with_a_hole_is_none(rows: str, why: str) -> None:
    """Nor one with a state that there is not, or a rule that nothing names."""
    with pytest.raises(ValueError, match=why):
        read_table(f"issue credit cancel\n{rows}", InvoiceState, InvoiceEvent, {"no": "no"})
