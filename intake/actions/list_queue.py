# SPDX-License-Identifier: GPL-3.0-or-later
"""List what waits for staff: every open order and request, the longest waiting first.

Nothing is decrypted: the names of the papers say when, which, and how far it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from intake.model.order_state import OrderState, order_state
from intake.model.request import FORMS, RequestKind
from intake.model.structured_communication import OrderNumber
from intake.store.claims import claims_in
from intake.store.dossiers import ADDED_PAPERS, REQUEST_PAPERS, Paper, PaperKind
from intake.store.erasures import erased
from intake.store.open_dossiers import open_dossiers
from intake.store.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One paper in the queue, for how long it has been there, and by when we should act.

    ``state`` is None for a request, which has none.
    """

    number: OrderNumber
    kind: PaperKind
    state: OrderState | None
    received: datetime
    since: timedelta
    deadline: datetime | None


def list_queue(*, register: Register, cache: Path, now: datetime) -> list[Waiting]:
    """Return what is open and nobody has taken up, the longest waiting first."""
    free = (one for one in open_dossiers(register.repository, cache) if not claims_in(one))
    return _listed(free, now)


def list_all(*, register: Register, now: datetime) -> list[Waiting]:
    """Return every order and request there is, also what is finished."""
    dossiers: dict[OrderNumber, list[Paper]] = defaultdict(list)
    for paper in register.papers():
        dossiers[paper.number].append(paper)
    return _listed(dossiers.values(), now)


def _listed(dossiers: Iterable[list[Paper]], now: datetime) -> list[Waiting]:
    listed = [one for dossier in dossiers for one in _opening(dossier, now)]
    return sorted(listed, key=lambda one: (one.received, one.number))


def _opening(dossier: list[Paper], now: datetime) -> Iterator[Waiting]:
    """Return what opened a dossier, unless it is erased: that waits for nobody."""
    state, gone = order_state([str(paper.kind) for paper in dossier]), erased(dossier)
    for paper in dossier:
        if paper.kind not in ADDED_PAPERS and paper not in gone:
            yield Waiting(
                number=paper.number,
                kind=paper.kind,
                state=state if paper.kind is PaperKind.ORDER else None,
                received=paper.received,
                since=now - paper.received,
                deadline=deadline_of(paper),
            )


def deadline_of(paper: Paper) -> datetime | None:
    """Return by when we should act on a paper, None if nothing says so."""
    if paper.kind not in REQUEST_PAPERS:
        return None
    return FORMS[RequestKind(paper.kind)].deadline(paper.received)
