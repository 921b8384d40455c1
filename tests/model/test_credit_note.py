# SPDX-License-Identifier: GPL-3.0-or-later
"""A credit note takes back what was charged and never more, and says why."""

import dataclasses
import datetime

import pytest

from intake.model.catalogue import PriceList
from intake.model.credit_note import (
    BeforeInvoiceError,
    CreditNote,
    PartError,
    ReasonError,
    credit_note_for,
)
from intake.model.invoice import Invoice
from intake.model.money import NOTHING, Money
from intake.settings import Settings
from tests.billing import ISSUED, PERSON, credit_note_of, invoice_of, order_of


@pytest.fixture
def invoice(price_list: PriceList, settings: Settings) -> Invoice:
    """Return the invoice of the worked example: 60.00 and 12.00 net."""
    return invoice_of(order_of(PERSON, price_list), price_list, settings)


def credit(
    invoice: Invoice,
    parts: dict[int, Money] | None = None,
    *,
    reason: str = "Withdrawn",
    issued: datetime.datetime = ISSUED,
) -> CreditNote:
    """Credit the invoice."""
    number = credit_note_of(invoice).number
    return credit_note_for(invoice, reason=reason, parts=parts or {}, number=number, issued=issued)


def test_the_whole_is_what_was_charged_to_the_cent(invoice: Invoice) -> None:
    assert credit(invoice).charge == invoice.charge


def test_a_part_is_an_amount_of_a_line(invoice: Invoice) -> None:
    """VAT once, on the sum of the parts."""
    note = credit(invoice, {2: Money(cents=600), 1: Money(cents=6000)})

    assert [line.net.cents for line in note.charge.lines] == [6000, 600]
    assert note.charge.totals.vat == Money(cents=1386)


def test_three_pieces_are_credited_as_one_amount(invoice: Invoice) -> None:
    line = dataclasses.replace(invoice.charge.lines[0], quantity=3)
    three = dataclasses.replace(invoice, charge=dataclasses.replace(invoice.charge, lines=(line,)))
    (part,) = credit(three, {1: Money(cents=10_000)}).charge.lines
    (whole,) = credit(three, {1: Money(cents=18_000)}).charge.lines

    assert (part.quantity, part.net, whole) == (1, Money(cents=10_000), line)


@pytest.mark.parametrize(
    ("line", "net"),
    [
        (0, Money(cents=1)),
        (3, Money(cents=1)),
        (1, Money(cents=6001)),
        (1, NOTHING),
        (1, Money(cents=-1)),
    ],
)
def test_no_more_is_credited_than_was_charged(invoice: Invoice, line: int, net: Money) -> None:
    with pytest.raises(PartError, match="no more is credited"):
        credit(invoice, {line: net})


@pytest.mark.parametrize("reason", ["", " \n", "x" * 301])
def test_a_credit_note_says_why(invoice: Invoice, reason: str) -> None:
    with pytest.raises(ReasonError):
        credit(invoice, reason=reason)


def test_a_credit_note_is_not_older_than_its_invoice(invoice: Invoice) -> None:
    with pytest.raises(BeforeInvoiceError):
        credit(invoice, issued=ISSUED - datetime.timedelta(seconds=1))
