# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements and what is set aside of them are contracts: written one way, read no other."""

from pathlib import Path

import pytest

from intake.bank.camt053 import read_camt053
from intake.bank.coda import read_coda
from intake.model.money import Money
from intake.model.statement import Entry, Part, Statement
from intake.store.json_record import RecordError
from intake.store.statement_record import (
    set_aside_from_json,
    set_aside_to_json,
    statement_from_json,
    statement_to_json,
)
from tests.bank.files import DAY

FOLDER = Path(__file__).parent.parent / "golden"


def golden(name: str) -> bytes:
    """Return a file that never changes."""
    return (FOLDER / name).read_bytes()


def test_a_statement_is_written_as_it_always_was() -> None:
    """From CODA and from CAMT.053, which are files of the bank that never change either."""
    (statement,) = read_coda(golden("statement.coda"))
    assert read_camt053(golden("statement-camt-08.xml")) == [statement]
    assert statement_to_json(statement) == golden("statement-1.json")
    assert statement_from_json(golden("statement-1.json") + b"\n\n") == statement


def test_what_is_set_aside_is_written_as_it_always_was() -> None:
    read = set_aside_from_json(golden("set-aside-1.json") + b"\n\n")
    assert read.reason == "a gift to the fund"
    assert set_aside_to_json(read) == golden("set-aside-1.json")


def test_the_shares_of_a_joint_payment_are_kept() -> None:
    shared = Entry(
        reference="A",
        amount=Money(cents=300),
        booked=DAY,
        parts=(
            Part(communication="202600004236", amount=Money(cents=100)),
            Part(communication="1"),
        ),
    )
    statement = Statement(
        account="BE98096244505493",
        name="S1",
        year=2026,
        count=None,
        opening=Money(cents=-100),
        closing=Money(cents=200),
        opened=DAY,
        closed=DAY,
        entries=(shared,),
    )
    assert statement_from_json(statement_to_json(statement)) == statement


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"statement/1", b"statement/2"),
        (b'"87.12"', b"87.12"),
        (b'"count": 231', b'"count": "231"'),
        (b'"sequence": 1', b'"sequence": 1, "more": 2'),
    ],
)
def test_any_other_form_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(RecordError):
        statement_from_json(golden("statement-1.json").replace(old, new))
