# SPDX-License-Identifier: GPL-3.0-or-later
"""Import statements of the bank: what a plan says is written down, after a person has read it.

A statement is filed last. Whatever stops us before, the same files can be imported again: an entry
that has its papers is not recorded twice, and an order that is paid and not marked is marked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from intake.actions.mark_order import mark_order
from intake.model.matching import Billed, Match, Outcome, named_in, plan_matching
from intake.model.money import Money
from intake.model.order_state import OrderState
from intake.model.payment import Payment, PaymentKind, PaymentSource
from intake.model.statement import Statement
from intake.model.structured_communication import OrderNumber
from intake.store.committer import commit_missing
from intake.store.dossiers import Paper, PaperKind
from intake.store.new_statements import new_statements
from intake.store.order_accounts import billed, billed_orders
from intake.store.paper_writer import PaperWriter
from intake.store.payment_record import payment_to_json
from intake.store.register import Register
from intake.store.statement_record import statement_to_json
from intake.store.statements import dealt_with, statement_papers, statement_place


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What there is to import: the new statements, each with its matches, and the orders named."""

    statements: tuple[tuple[Statement, tuple[Match, ...]], ...]
    orders: Mapping[OrderNumber, Billed]
    # How many of the statements in the files are here already.
    known: int

    @property
    def matches(self) -> tuple[Match, ...]:
        """The matches of all statements."""
        return tuple(match for _, matches in self.statements for match in matches)


def plan_import(
    statements: Iterable[Statement],
    *,
    account: str,
    register: Register,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> ImportPlan:
    """Return what importing these statements would write; StatementRefusedError for all of them."""
    read = list(statements)
    fresh = new_statements(read, account=account, register=register)
    marked = [(one.mark_of(entry), entry) for one in fresh for entry in one.entries]
    orders = billed_orders(named_in(entry for _, entry in marked), register, progress)
    left = iter(plan_matching(marked, orders, dealt_with(register)))
    planned = tuple((one, tuple(next(left) for _ in one.entries)) for one in fresh)
    return ImportPlan(statements=planned, orders=orders, known=len(read) - len(fresh))


def import_payment(
    plan: ImportPlan, *, register: Register, writer: PaperWriter, now: datetime
) -> list[OrderNumber]:
    """Write the papers, in one commit; return the orders that are paid now."""
    behind = replace(writer, commit=lambda _paper: None)
    try:
        for statement, matches in plan.statements:
            _record(statement, matches, register=register, writer=behind, now=now)
        paid = _mark_paid(plan, register=register, writer=behind, now=now)
        for statement, _ in plan.statements:
            _file(statement, writer=behind, now=now)
    finally:
        _commit(plan, register, now)
    return paid


def record_share(
    payment: Payment,
    mark: str,
    *,
    register: Register,
    writer: PaperWriter,
    now: datetime,
) -> bool:
    """Add the paper about money to the dossier of its order; say whether it is new."""

    def compose(paper: Paper) -> bytes:
        return payment_to_json(replace(payment, recorded=paper.received))

    order = register.order_paper(payment.number)
    return writer.attach(order, PaperKind(payment.kind), mark, now, compose).is_new


def mark_if_paid(
    number: OrderNumber, *, on: date, register: Register, writer: PaperWriter, now: datetime
) -> bool:
    """Mark an order as paid if the sum is here and nobody has marked it; say whether we did."""
    order = billed(number, register)
    if not order.is_complete or order.state is not OrderState.RECEIVED:
        return False
    mark_order(number, OrderState.PAID, on=on, register=register, writer=writer, now=now)
    return True


def _record(
    statement: Statement,
    matches: Iterable[Match],
    *,
    register: Register,
    writer: PaperWriter,
    now: datetime,
) -> None:
    for match in matches:
        for number, amount in match.shares:
            payment = _payment(statement, match, number, amount, now)
            record_share(payment, match.mark, register=register, writer=writer, now=now)


def _payment(
    statement: Statement, match: Match, number: OrderNumber, amount: Money, now: datetime
) -> Payment:
    is_refund = match.outcome is Outcome.REFUND_SEEN
    return Payment(
        kind=PaymentKind.REFUND if is_refund else PaymentKind.PAYMENT,
        number=number,
        amount=amount,
        booked=match.entry.booked,
        source=PaymentSource.BANK,
        entry=statement.entry_reference(match.entry),
        payer=match.entry.counterparty,
        recorded=now,
    )


def _mark_paid(
    plan: ImportPlan, *, register: Register, writer: PaperWriter, now: datetime
) -> list[OrderNumber]:
    days = {number: match.entry.booked for match in plan.matches for number, _ in match.shares}
    last = max((one.closed for one, _ in plan.statements), default=now.date())
    return [
        number
        for number in plan.orders
        if mark_if_paid(
            number, on=days.get(number, last), register=register, writer=writer, now=now
        )
    ]


def _file(statement: Statement, *, writer: PaperWriter, now: datetime) -> None:
    place = statement_place(statement, now)
    writer.attach(place, place.kind, place.mark, now, lambda _: statement_to_json(statement))


def _commit(plan: ImportPlan, register: Register, now: datetime) -> None:
    """Commit what these dossiers have and git has not, also what a killed import left behind."""
    papers = [paper for number in plan.orders for paper in register.dossier(number)]
    papers += statement_papers(register)
    commit_missing(register.repository, papers, now)
