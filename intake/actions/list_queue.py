# SPDX-License-Identifier: GPL-3.0-or-later
"""List what waits for staff: every order and request that nobody has taken up, oldest first.

Nothing is decrypted: the names of the papers say when and which.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.model.request import FORMS, RequestKind
from intake.model.structured_communication import OrderNumber
from intake.store.claims import claimed
from intake.store.dossiers import ADDED_PAPERS, REQUEST_PAPERS, Paper, PaperKind
from intake.store.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One paper in the queue, for how long it has been there, and by when we should act."""

    number: OrderNumber
    kind: PaperKind
    received: datetime
    since: timedelta
    deadline: datetime | None


def list_queue(*, register: Register, now: datetime) -> list[Waiting]:
    """Return the queue, the longest waiting first: what nobody has taken up."""
    papers = sorted(register.papers(), key=lambda paper: (paper.received, paper.number))
    taken = claimed(papers)
    return [
        Waiting(
            number=paper.number,
            kind=paper.kind,
            received=paper.received,
            since=now - paper.received,
            deadline=deadline_of(paper),
        )
        for paper in papers
        if paper.kind not in ADDED_PAPERS and paper.number not in taken
    ]


def deadline_of(paper: Paper) -> datetime | None:
    """Return by when we should act on a paper, None if nothing says so."""
    if paper.kind not in REQUEST_PAPERS:
        return None
    return FORMS[RequestKind(paper.kind)].deadline(paper.received)
