# SPDX-License-Identifier: GPL-3.0-or-later
"""Find which statements are new, and refuse all of them if they do not follow what we have."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from intake.errors import RefusedError
from intake.model.statement import Statement, chain_fault, in_order, statement_mark
from intake.store.register import Register
from intake.store.statements import statement_papers


def new_statements(
    statements: Iterable[Statement], *, account: str, register: Register
) -> list[Statement]:
    """Return the statements that the register lacks, in their order.

    StatementRefusedError for another account, for one that differs from what was imported, and for
    anything missing between the last one imported and these.
    """
    papers = statement_papers(register)
    by_mark = {paper.mark: paper for paper in papers}
    fresh: dict[str, Statement] = {}
    for one in statements:
        _check_account(one, account)
        mark = statement_mark(one.account, one.name)
        known = register.statement(by_mark[mark]) if mark in by_mark else fresh.get(mark)
        if known and _sums(known) != _sums(one):
            raise StatementRefusedError(one.name, "it differs from the one of that name here")
        if known is None:
            fresh[mark] = one
    ordered = list(in_order(fresh.values()))
    last_day = [one for one in papers if one.opened == papers[-1].opened]
    _check_chain(in_order(register.statement(one) for one in last_day), ordered)
    return ordered


def _check_account(statement: Statement, account: str) -> None:
    if statement.account != account:
        raise StatementRefusedError(
            statement.name, f"it is of {statement.account}, and ours is {account}"
        )


def _check_chain(known: Sequence[Statement], fresh: Sequence[Statement]) -> None:
    if known and fresh and fresh[0].closed < known[-1].closed:
        raise StatementRefusedError(
            fresh[0].name, f"it is older than the last one here, {known[-1].name}"
        )
    for earlier, later in pairwise([*known[-1:], *fresh]):
        fault = chain_fault(earlier, later)
        if fault:
            raise StatementRefusedError(later.name, fault)


def _sums(statement: Statement) -> tuple[object, ...]:
    """Return what is the same in every form of one statement: banks differ in the rest."""
    amounts = sorted(entry.amount for entry in statement.entries)
    return statement.opening, statement.closing, statement.closed, amounts


class StatementRefusedError(RefusedError):
    """Statements do not follow each other; nothing of the files was used."""

    def __init__(self, name: str, why: str) -> None:
        """Say which and why."""
        super().__init__(f"statement {name}: {why}; nothing was imported")
