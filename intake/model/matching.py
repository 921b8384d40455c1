# SPDX-License-Identifier: GPL-3.0-or-later
"""Match the entries of a statement with orders: a plan that a person reads before it is applied.

Whatever is booked names its order exactly (intake/model/entry_references.py). What does not goes to
the pile that staff look through; amounts and accounts lead to suggestions there, never to a match.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from intake.model.entry_references import Named, references_of
from intake.model.invoice_moves import InvoiceState
from intake.model.money import NOTHING, Money
from intake.model.order_moves import ORDER_MOVES, OrderEvent
from intake.model.order_state import OrderState
from intake.model.payment import Account
from intake.model.payment_moves import PAYMENT_MOVES, PaymentEvent, PaymentState, payment_state
from intake.model.statement import Entry
from intake.model.structured_communication import OrderNumber


class Outcome(StrEnum):
    """What became of an entry."""

    # Booked on an order.
    MATCHED = "matched"
    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    JOINT = "joint payment"
    REFUND_SEEN = "refund seen"
    # Left on the pile: paid twice by mistake, or for the next term; a person knows.
    ALREADY_PAID = "already paid"
    CANCELLED_ORDER = "cancelled order"
    # Left on the pile, too.
    WRONG_CHECK_DIGITS = "wrong check digits"
    UNKNOWN_ORDER = "unknown order"
    NO_PRICE = "no price yet"
    UNCLEAR_SHARES = "joint, another sum"
    NO_REFERENCE = "no reference"
    # Left alone.
    DEBIT_IGNORED = "debit ignored"
    SEEN_BEFORE = "seen before"


ON_THE_PILE = frozenset(
    {
        Outcome.ALREADY_PAID,
        Outcome.CANCELLED_ORDER,
        Outcome.WRONG_CHECK_DIGITS,
        Outcome.UNKNOWN_ORDER,
        Outcome.NO_PRICE,
        Outcome.UNCLEAR_SHARES,
        Outcome.NO_REFERENCE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """What an order asks for and what came in for it. ``to_pay`` is None without a price yet.

    ``charged`` and ``credited`` are what its invoice and its credit note come to, where they say
    another sum than the order.
    """

    number: OrderNumber
    to_pay: Money | None
    state: OrderState
    account: Account
    invoice: InvoiceState = InvoiceState.NONE
    charged: Money = NOTHING
    credited: Money = NOTHING
    # Who paid for it before.
    ibans: frozenset[str] = frozenset()

    @property
    def due(self) -> Money:
        """What is still to come; below 0 if too much came."""
        return Money(cents=(self.wanted or NOTHING).cents - self.account.kept.cents)

    @property
    def wanted(self) -> Money | None:
        """What it asks for, less what a credit note took back."""
        return None if self.to_pay is None else Money(cents=self.to_pay.cents - self.credited.cents)

    @property
    def payment(self) -> PaymentState:
        """Where its payment is."""
        return payment_state(self.account, self.wanted)

    @property
    def is_complete(self) -> bool:
        """Whether all that was asked for is here."""
        return self.payment in {PaymentState.WHOLE, PaymentState.ABOVE}

    @property
    def surplus(self) -> Money:
        """What goes back: what came above the price; of a cancelled order, what is not invoiced."""
        if self.state is OrderState.CANCELLED and self.invoice is not InvoiceState.ISSUED:
            stands = self.charged.cents - self.credited.cents
            return Money(cents=self.account.kept.cents - stands)
        return NOTHING if self.to_pay is None else self.due.times(-1)

    def with_payment(self, amount: Money) -> "Billed":
        """Return it with so much more received."""
        return self._with(received=self.account.received + amount)

    def with_refund(self, amount: Money) -> "Billed":
        """Return it with so much more paid back."""
        return self._with(refunded=self.account.refunded + amount)

    def _with(self, **sums: Money) -> "Billed":
        return replace(self, account=replace(self.account, **sums))


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What an entry comes to: its outcome, and what of it goes to which order."""

    entry: Entry
    mark: str
    outcome: Outcome
    shares: tuple[tuple[OrderNumber, Money], ...] = ()


def named_in(entries: Iterable[Entry]) -> frozenset[OrderNumber]:
    """Return every order that any of the entries names: those a plan has to know."""
    return frozenset(one.number for entry in entries for one in references_of(entry).named)


def plan_matching(
    entries: Sequence[tuple[str, Entry]],
    orders: Mapping[OrderNumber, Billed],
    seen: Collection[str] = (),
) -> list[Match]:
    """Return what each entry, given with its mark, comes to; one is reckoned with in the next.

    ``orders`` are those that are there among the named ones; ``seen`` are marks that have papers.
    """
    now, matches = dict(orders), []
    for mark, entry in entries:
        match = Match(entry=entry, mark=mark, outcome=Outcome.SEEN_BEFORE)
        if mark not in seen:
            outcome, shares = _outcome(entry, now)
            match = replace(match, outcome=outcome, shares=shares)
        for number, amount in match.shares:
            is_refund = match.outcome is Outcome.REFUND_SEEN
            order = now[number]
            now[number] = order.with_refund(amount) if is_refund else order.with_payment(amount)
        matches.append(match)
    return matches


_Result = tuple[Outcome, tuple[tuple[OrderNumber, Money], ...]]


def _outcome(entry: Entry, orders: Mapping[OrderNumber, Billed]) -> _Result:
    references = references_of(entry)
    found = [(one, orders[one.number]) for one in references.named if one.number in orders]
    if entry.amount <= NOTHING:
        return _debit(entry, [order for _, order in found])
    if references.wrong:
        return Outcome.WRONG_CHECK_DIGITS, ()
    if not references.named:
        return Outcome.NO_REFERENCE, ()
    if len(found) < len(references.named):
        is_certain = any(one.is_certain for one in references.named)
        return Outcome.UNKNOWN_ORDER if is_certain else Outcome.NO_REFERENCE, ()
    if any(order.to_pay is None for _, order in found):
        return Outcome.NO_PRICE, ()
    return _single(entry.amount, *found[0]) if len(found) == 1 else _joint(entry.amount, found)


def _single(amount: Money, named: Named, order: Billed) -> _Result:
    if not named.is_certain and amount != order.due:
        return Outcome.NO_REFERENCE, ()
    if ORDER_MOVES.rule(order.state, OrderEvent.ENTRY):
        return Outcome.CANCELLED_ORDER, ()
    if PAYMENT_MOVES.rule(order.payment, PaymentEvent.ENTRY):
        return Outcome.ALREADY_PAID, ()
    share = ((order.number, amount),)
    if amount < order.due:
        return Outcome.UNDERPAID, share
    return (Outcome.MATCHED if amount == order.due else Outcome.OVERPAID), share


def _joint(amount: Money, found: Sequence[tuple[Named, Billed]]) -> _Result:
    """Share it as whoever paid says, else by what is due where that is the sum."""
    if any(
        ORDER_MOVES.rule(order.state, OrderEvent.ENTRY)
        or PAYMENT_MOVES.rule(order.payment, PaymentEvent.ENTRY)
        for _, order in found
    ):
        return Outcome.UNCLEAR_SHARES, ()
    said = tuple((order.number, one.share) for one, order in found if one.share is not None)
    due = tuple((order.number, order.due) for _, order in found)
    for shares in (said if len(said) == len(found) else (), due):
        are_above_nothing = all(share > NOTHING for _, share in shares)
        if shares and are_above_nothing and _sum(shares) == amount:
            return Outcome.JOINT, shares
    return Outcome.UNCLEAR_SHARES, ()


def _debit(entry: Entry, named: Sequence[Billed]) -> _Result:
    """Take for a refund what names one order, came in before, and goes back there or as planned.

    A supplier's own communication could be the same as one of ours.
    """
    amount = entry.amount.times(-1)
    order = named[0] if len(named) == 1 and amount > NOTHING else None
    if order and not PAYMENT_MOVES.rule(order.payment, PaymentEvent.REFUND):
        account = order.account
        planned = Money(cents=account.planned.cents - account.refunded.cents)
        is_ours = amount == planned or entry.counterparty.iban in order.ibans
        if is_ours and account.refunded + amount <= account.received:
            return Outcome.REFUND_SEEN, ((order.number, amount),)
    return Outcome.DEBIT_IGNORED, ()


def _sum(shares: Iterable[tuple[OrderNumber, Money]]) -> Money:
    return sum((amount for _, amount in shares), NOTHING)
