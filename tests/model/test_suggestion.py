# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies on the pile comes with the orders that it might be for."""

import dataclasses

from intake.model.money import Money
from intake.model.payment import Payer
from intake.model.statement import Entry
from intake.model.structured_communication import OrderNumber
from intake.model.suggestion import Candidate, suggestions_for
from tests.model.transfers import DAY

IBAN = "BE68539007547034"
ENTRY = Entry(
    reference="B1",
    amount=Money(cents=8712),
    booked=DAY,
    text="commande 2026000042",
    counterparty=Payer(name="EXEMPLE CAMILLE", iban=IBAN),
)


def candidate(number: str, cents: int = 5000, name: str = "Ada", iban: str = "BE1") -> Candidate:
    """Return an order that waits for money."""
    return Candidate(
        number=OrderNumber(number), due=Money(cents=cents), name=name, ibans=frozenset({iban})
    )


def test_the_order_that_most_speaks_for_comes_first() -> None:
    found = suggestions_for(
        ENTRY,
        [
            candidate("2026000041"),
            candidate("2026000042"),
            candidate("2026000043", cents=8712),
            candidate("2026000044", cents=8712, iban=IBAN, name="Camille Exemple"),
        ],
    )
    assert [(one.number[-2:], one.reasons) for one in found] == [
        ("44", ("account", "amount", "name")),
        ("42", ("number",)),
        ("43", ("amount",)),
    ]


def test_a_payer_without_a_name_is_like_nobody() -> None:
    nameless = dataclasses.replace(ENTRY, counterparty=Payer(), text="")
    assert suggestions_for(nameless, [candidate("2026000041")]) == []


def test_a_few_are_enough() -> None:
    alike = [candidate(f"20260000{end}", cents=8712) for end in range(50, 60)]
    assert len(suggestions_for(ENTRY, alike)) == 3
