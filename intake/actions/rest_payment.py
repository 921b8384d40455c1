# SPDX-License-Identifier: GPL-3.0-or-later
"""List the pile: what came in, is booked on no order and was not set aside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intake.model.matching import Match, named_in, plan_matching
from intake.model.money import NOTHING
from intake.model.order_state import OrderState, order_state
from intake.model.statement import Entry, Statement
from intake.model.structured_communication import OrderNumber
from intake.model.suggestion import Candidate, Suggestion, suggestions_for
from intake.store.dossiers import PaperKind
from intake.store.order_accounts import billed_orders
from intake.store.register import KeysMissingError, PaperErasedError, Register
from intake.store.statements import dealt_with, paid_orders, statement_papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An entry on the pile, why it is there, and which orders it might be for."""

    statement: Statement
    match: Match
    suggestions: tuple[Suggestion, ...]


def rest_payment(
    *, register: Register, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> list[Left]:
    """Return the pile, oldest first; ``progress`` is told how many orders are read."""
    statements = [register.statement(paper) for paper in statement_papers(register)]
    done = dealt_with(register)
    left = [
        (statement, statement.mark_of(entry), entry)
        for statement in statements
        for entry in statement.entries
        if entry.amount > NOTHING and statement.mark_of(entry) not in done
    ]
    if not left:
        return []
    orders = billed_orders(named_in(entry for _, _, entry in left), register)
    matches = [plan_matching([(mark, entry)], orders)[0] for _, mark, entry in left]
    accounts = frozenset(entry.counterparty.iban for _, _, entry in left) - {None}
    candidates = _candidates(register, _paid_from(accounts, statements, register), progress)
    return [
        Left(
            statement=statement,
            match=match,
            suggestions=tuple(suggestions_for(match.entry, candidates)),
        )
        for (statement, _, _), match in zip(left, matches, strict=True)
    ]


def find_entry(mark: str, register: Register) -> tuple[Statement, Entry] | None:
    """Return the entry of that mark with its statement, None if no statement here has it."""
    for paper in reversed(statement_papers(register)):
        statement = register.statement(paper)
        for entry in statement.entries:
            if statement.mark_of(entry) == mark:
                return statement, entry
    return None


def _paid_from(
    accounts: frozenset[str | None], statements: Sequence[Statement], register: Register
) -> dict[str, set[str]]:
    """Return from which of these accounts each customer, by address, paid before."""
    by_mark = {paper.mark: paper.number for paper in paid_orders(register)}
    known: dict[OrderNumber, set[str]] = {}
    for statement in statements:
        for entry in statement.entries:
            number, iban = by_mark.get(statement.mark_of(entry)), entry.counterparty.iban
            if number and iban and iban in accounts:
                known.setdefault(number, set()).add(iban)
    by_address: dict[str, set[str]] = {}
    for number, ibans in known.items():
        try:
            order = register.order(register.order_paper(number))
        except (KeysMissingError, PaperErasedError):
            # It was erased: nobody is to know whose account that was.
            continue
        by_address.setdefault(order.request.customer.email, set()).update(ibans)
    return by_address


def _candidates(
    register: Register, by_address: dict[str, set[str]], progress: Callable[[int, int], None]
) -> list[Candidate]:
    """Return the orders that wait for money."""
    kinds: dict[OrderNumber, list[PaperKind]] = {}
    for paper in register.papers():
        kinds.setdefault(paper.number, []).append(paper.kind)
    waiting = [
        number
        for number, found in kinds.items()
        if PaperKind.ORDER in found and order_state(found) is OrderState.RECEIVED
    ]
    candidates = []
    for number, order in billed_orders(waiting, register, progress).items():
        customer = register.order(register.order_paper(number)).request.customer
        ibans = order.ibans | by_address.get(customer.email, set())
        candidates.append(
            Candidate(
                number=number,
                due=order.due,
                name=customer.organisation or customer.name,
                ibans=ibans,
            )
        )
    return candidates
