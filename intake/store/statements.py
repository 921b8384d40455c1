# SPDX-License-Identifier: GPL-3.0-or-later
"""Where statements lie in the register: each in a dossier of its own, on the day it ends.

Day, number and mark follow from the account and the name of the statement alone, so two desks that
import one file off line write one and the same dossier.
"""

from collections.abc import Iterator
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
    return [paper for paper in _papers(register, "0*/*-statement-*") if paper.number[0] == "0"]


def dealt_with(register: Register) -> frozenset[str]:
    """Return the marks of all entries that are booked or set aside; nothing is decrypted."""
    kinds = (str(kind) for kind in _DEALT_WITH)
    return frozenset(
        paper.mark for kind in kinds for paper in _papers(register, f"*/*Z-{kind}-????????????????")
    )


def paid_orders(register: Register) -> list[Paper]:
    """Return the names of all payments' papers, oldest dossier first."""
    return list(_papers(register, f"*/*Z-{PaperKind.PAYMENT}-????????????????"))


def _papers(register: Register, pattern: str) -> Iterator[Paper]:
    folder = register.repository.folder
    for path in sorted(folder.glob(f"{DOSSIERS}/*/*/*/{pattern}.pgp")):
        try:
            yield paper_at(path.relative_to(folder).as_posix())
        except MisplacedPaperError:
            # What is no paper is for ``verify`` to tell.
            continue
