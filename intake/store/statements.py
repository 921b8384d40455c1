# SPDX-License-Identifier: GPL-3.0-or-later
"""Where statements lie in the register: each in a dossier of its own, on the day it ends.

Day, number and mark follow from the account and the name of the statement alone, so two desks that
import one file off line write one and the same dossier.
"""

from contextlib import suppress
from datetime import datetime

from intake.model.statement import Statement, statement_folder, statement_mark
from intake.store.dossiers import (
    DOSSIERS,
    PAYMENT_PAPERS,
    MisplacedPaperError,
    Paper,
    PaperKind,
    paper_at,
)
from intake.store.register import Register

# What says that somebody has dealt with an entry.
_DEALT_WITH = PAYMENT_PAPERS | {PaperKind.SET_ASIDE}


def statement_place(statement: Statement, now: datetime) -> Paper:
    """Return the name of a statement's paper, if it is added now."""
    mark = statement_mark(statement.account, statement.name)
    return Paper(
        number=statement_folder(mark),
        opened=statement.closed,
        kind=PaperKind.STATEMENT,
        received=now,
        mark=mark,
    )


def statement_papers(register: Register) -> list[Paper]:
    """Return the names of all statements' papers, oldest statement first."""
    folder = register.repository.folder
    papers = []
    # By their numbers, so that no dossier of an order is looked into.
    for path in sorted(folder.glob(f"{DOSSIERS}/*/*/*/0*/*-{PaperKind.STATEMENT}-*.pgp")):
        # What is no paper is for ``verify`` to tell.
        with suppress(MisplacedPaperError):
            papers.append(paper_at(path.relative_to(folder).as_posix()))
    return papers


def dealt_with(register: Register) -> frozenset[str]:
    """Return the marks of all entries that are booked or set aside; nothing is decrypted."""
    return frozenset(paper.mark for paper in register.papers() if paper.kind in _DEALT_WITH)


def paid_orders(register: Register) -> list[Paper]:
    """Return the names of all payments' papers, oldest dossier first."""
    return [paper for paper in register.papers() if paper.kind is PaperKind.PAYMENT]
