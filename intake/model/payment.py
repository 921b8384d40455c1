# SPDX-License-Identifier: GPL-3.0-or-later
"""Money that came in for an order, or went back, as papers record it.

A payment is an entry of a bank statement that was matched to an order, or money that staff took
otherwise. One entry that pays several orders is a payment in the dossier of each, with its share.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from intake.model.money import NOTHING, Money
from intake.model.paper_mark import paper_mark
from intake.model.structured_communication import OrderNumber


class PaymentKind(StrEnum):
    """What a paper says about money; each is a kind of paper."""

    # It is here.
    PAYMENT = "payment"
    # It stands in a file for the bank that orders it to be paid back.
    REFUND_PLANNED = "refund-planned"
    # A statement shows that it has left.
    REFUND = "refund"


class PaymentSource(StrEnum):
    """How money came."""

    BANK = "bank"
    CASH = "cash"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReference:
    """What tells one entry from every other: two honest transfers that look alike stay two.

    ``sequence`` counts from 1 among the entries of a statement with the same bank reference. What
    did not come by the bank is counted among the papers of its dossier, under its source.
    """

    account: str
    statement: str
    reference: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who sent money, as the bank says it; where a refund goes."""

    name: str | None = None
    iban: str | None = None


NOBODY = Payer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a paper about money records: of which order, how much, and on which day it was booked.

    ``amount`` is above 0, also for a refund.
    """

    kind: PaymentKind = PaymentKind.PAYMENT
    number: OrderNumber
    amount: Money
    booked: datetime.date
    source: PaymentSource
    entry: EntryReference
    payer: Payer = NOBODY
    recorded: datetime.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What came in for an order and what goes back, in cents that no rounding touches."""

    received: Money
    refunded: Money
    planned: Money

    @property
    def kept(self) -> Money:
        """What is here of it, planned refunds being on their way already."""
        back = max(self.refunded.cents, self.planned.cents)
        return Money(cents=self.received.cents - back)


def entry_mark(entry: EntryReference) -> str:
    """Return the mark of the papers about an entry.

    >>> entry_mark(EntryReference(account="BE1", statement="2026-1", reference="X", sequence=1))
    '739023daf5e9b2c5'
    """
    return paper_mark(f"{entry.account}|{entry.statement}|{entry.reference}|{entry.sequence}")


def account_of(payments: Iterable[Payment]) -> Account:
    """Return what the papers of one order come to; two about one entry count once."""
    once = {(one.kind, entry_mark(one.entry)): one for one in payments}
    sums = dict.fromkeys(PaymentKind, NOTHING)
    for one in once.values():
        sums[one.kind] += one.amount
    return Account(
        received=sums[PaymentKind.PAYMENT],
        refunded=sums[PaymentKind.REFUND],
        planned=sums[PaymentKind.REFUND_PLANNED],
    )
