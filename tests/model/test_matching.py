# SPDX-License-Identifier: GPL-3.0-or-later
"""Every entry ends in a named outcome, and none on an order that nobody had in mind."""

import dataclasses
import random
from collections import Counter
from itertools import combinations

import pytest

from intake.model.entry_references import references_of
from intake.model.matching import ON_THE_PILE, Billed, Match, Outcome, named_in, plan_matching
from intake.model.money import NOTHING, Money
from intake.model.order_state import OrderState
from intake.model.payment import Account, Payer
from intake.model.statement import Entry, Part
from intake.model.structured_communication import (
    OrderNumber,
    communication_digits,
    communication_text,
)
from tests.model.transfers import DAY, orders, transfers, with_places, wrong_matches

ONE, TWO, GONE, ON_REQUEST = (OrderNumber(f"202600004{end}") for end in "2345")
DUE = Money(cents=8712)
PAYER = Payer(name="Camille Exemple", iban="BE68539007547034")
PAYERS = frozenset({PAYER.iban})


def account(received: int = 0, refunded: int = 0, planned: int = 0) -> Account:
    """Return what came in and what went back, in cents."""
    sums = (Money(cents=one) for one in (received, refunded, planned))
    return Account(**dict(zip(("received", "refunded", "planned"), sums, strict=True)))


def billed(number: OrderNumber = ONE, **changes: object) -> Billed:
    """Return an order of 87.12 for which nothing came yet."""
    order = Billed(number=number, to_pay=DUE, state=OrderState.RECEIVED, account=account())
    return dataclasses.replace(order, **changes)  # type: ignore[arg-type]


KNOWN = {
    ONE: billed(ONE),
    TWO: billed(TWO),
    GONE: billed(GONE, state=OrderState.CANCELLED),
    ON_REQUEST: billed(ON_REQUEST, to_pay=None),
}


def entry(cents: int, *numbers: OrderNumber, text: str = "", given: str = "") -> Entry:
    """Return an entry with the structured communications of these orders, or with a free text."""
    parts = tuple(Part(communication=communication_digits(number)) for number in numbers)
    return Entry(
        reference="B1",
        amount=Money(cents=cents),
        booked=DAY,
        parts=parts,
        text=text,
        given=given,
        counterparty=PAYER,
    )


def planned(*entries: Entry, known: dict[OrderNumber, Billed] | None = None) -> list[Match]:
    """Return the plan for entries."""
    numbered = [(str(place), one) for place, one in enumerate(entries)]
    return plan_matching(numbered, KNOWN if known is None else known)


FRAMED = communication_text(ONE)
WRONG = FRAMED.replace("36+", "37+")


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (entry(8712, ONE), Outcome.MATCHED),
        (entry(8711, ONE), Outcome.UNDERPAID),
        (entry(8713, ONE), Outcome.OVERPAID),
        (entry(17424, ONE, TWO), Outcome.JOINT),
        (entry(17425, ONE, TWO), Outcome.UNCLEAR_SHARES),
        (entry(17424, ONE, GONE), Outcome.UNCLEAR_SHARES),
        (entry(8712, GONE), Outcome.CANCELLED_ORDER),
        (entry(8712, ON_REQUEST), Outcome.NO_PRICE),
        (entry(8712, OrderNumber("2026000099")), Outcome.UNKNOWN_ORDER),
        (entry(8712, text=f"facture {FRAMED} merci"), Outcome.MATCHED),
        (entry(8712, text=FRAMED.replace("+", "*")), Outcome.MATCHED),
        (entry(8712, text="202/6000/04236"), Outcome.MATCHED),
        (entry(8712, text="202600004236"), Outcome.MATCHED),
        (entry(8700, text="202600004236"), Outcome.NO_REFERENCE),
        (entry(8712, text=f"{FRAMED} {FRAMED}"), Outcome.MATCHED),
        (entry(8712, text=WRONG), Outcome.WRONG_CHECK_DIGITS),
        (entry(8712, text=f"{FRAMED} {WRONG}"), Outcome.WRONG_CHECK_DIGITS),
        (entry(8712, text="1202600004236"), Outcome.NO_REFERENCE),
        (entry(8712, text="2026000042"), Outcome.NO_REFERENCE),
        (entry(8712, text="+++merci+++"), Outcome.NO_REFERENCE),
        (entry(8712), Outcome.NO_REFERENCE),
        (entry(-8712), Outcome.DEBIT_IGNORED),
        (entry(-8712, ONE), Outcome.DEBIT_IGNORED),
        (entry(0, ONE), Outcome.DEBIT_IGNORED),
    ],
)
def test_an_entry_has_the_outcome_that_it_should(made: Entry, outcome: Outcome) -> None:
    (match,) = planned(made)
    assert match.outcome is outcome
    assert bool(match.shares) is (outcome not in {*ON_THE_PILE, Outcome.DEBIT_IGNORED})


def test_a_structured_reference_that_is_mistyped_is_told_from_one_of_others() -> None:
    mistyped = dataclasses.replace(entry(8712), parts=(Part(communication="202600004237"),))
    of_others = dataclasses.replace(entry(8712), parts=(Part(communication="RF18539007547034"),))
    outcomes = [one.outcome for one in planned(mistyped, of_others)]
    assert outcomes == [Outcome.WRONG_CHECK_DIGITS, Outcome.NO_REFERENCE]


def test_a_transfer_in_two_halves_completes_the_order() -> None:
    outcomes = [one.outcome for one in planned(entry(4000, ONE), entry(4712, ONE))]
    assert outcomes == [Outcome.UNDERPAID, Outcome.MATCHED]


def test_the_second_of_two_that_look_alike_is_told_and_not_lost() -> None:
    outcomes = [one.outcome for one in planned(entry(8712, ONE), entry(8712, ONE))]
    assert outcomes == [Outcome.MATCHED, Outcome.ALREADY_PAID]


def test_what_was_recorded_before_is_left_alone() -> None:
    matches = plan_matching([("a", entry(8712, ONE)), ("b", entry(8712, ONE))], KNOWN, seen={"a"})
    assert [one.outcome for one in matches] == [Outcome.SEEN_BEFORE, Outcome.MATCHED]


def test_whoever_names_the_shares_of_a_joint_payment_is_followed() -> None:
    parts = tuple(
        Part(communication=communication_digits(number), amount=Money(cents=cents))
        for number, cents in ((ONE, 8712), (TWO, 1288))
    )
    (match,) = planned(dataclasses.replace(entry(10_000), parts=parts))
    assert match.outcome is Outcome.JOINT
    assert match.shares == ((ONE, DUE), (TWO, Money(cents=1288)))


@pytest.mark.parametrize(
    ("cents", "of_the_order", "outcome"),
    [
        (-8712, {"account": account(8712), "ibans": PAYERS}, Outcome.REFUND_SEEN),
        (-8712, {"account": account(8712, planned=8712)}, Outcome.REFUND_SEEN),
        (
            -8713,
            {"account": account(8712), "ibans": PAYERS},
            Outcome.DEBIT_IGNORED,
        ),
        (-8712, {"account": account(8712)}, Outcome.DEBIT_IGNORED),
        (-8712, {"account": account(8712, 8712, 8712)}, Outcome.DEBIT_IGNORED),
    ],
)
def test_a_refund_is_seen_if_it_goes_where_the_money_came_from_or_as_planned(
    cents: int, of_the_order: dict[str, object], outcome: Outcome
) -> None:
    (match,) = planned(entry(cents, ONE), known={ONE: billed(ONE, **of_the_order)})
    assert match.outcome is outcome


def test_every_single_error_in_a_communication_is_found() -> None:
    """By the check digits: one digit that is another, and any two that are exchanged."""
    digits = communication_digits(ONE)
    others = [
        digits[:place] + other + digits[place + 1 :]
        for place in range(len(digits))
        for other in "0123456789"
        if other != digits[place]
    ]
    for first, second in combinations(range(len(digits)), 2):
        made = list(digits)
        made[first], made[second] = made[second], made[first]
        if made != list(digits):
            others.append("".join(made))
    assert len(others) > 150
    entries = [dataclasses.replace(entry(1), parts=(Part(communication=one),)) for one in others]
    assert [references_of(one).named for one in entries if references_of(one).named] == []
    assert named_in(entries) == frozenset()


@pytest.mark.parametrize("seed", range(3))
def test_no_generated_transfer_is_booked_on_an_order_that_nobody_had_in_mind(seed: int) -> None:
    """``scripts/bench matching`` makes a hundred thousand of them."""
    chance = random.Random(seed)  # noqa: S311
    known = orders(chance, 600)
    made = with_places(list(transfers(chance, known, 1500)))
    matches = plan_matching([(str(place), one.entry) for place, one in enumerate(made)], known)
    booked = [(one.outcome, frozenset(number for number, _ in one.shares)) for one in matches]
    assert wrong_matches(made, booked) == 0
    assert {one.outcome for one in matches} >= {*Outcome} - {
        Outcome.REFUND_SEEN,
        Outcome.SEEN_BEFORE,
        Outcome.NO_PRICE,
        Outcome.UNKNOWN_ORDER,
    }
    spent = Counter[OrderNumber]()
    for match in matches:
        assert sum((share for _, share in match.shares), NOTHING) in (NOTHING, match.entry.amount)
        spent.update(number for number, _ in match.shares)
    assert spent
