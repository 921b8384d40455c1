# SPDX-License-Identifier: GPL-3.0-or-later
"""List what waits for staff: every open order and request, the most urgent first.

The names of the papers say when, which, and how far it is. Nothing is decrypted but who has it, and
that only where it is asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from intake.model.order_state import FINISHED, OrderState, order_state
from intake.model.request import FORMS, RequestKind
from intake.model.structured_communication import OrderNumber
from intake.model.urgency import Urgency, order_limits, request_limits
from intake.store.claimants import claimants
from intake.store.claims import claims_in, in_turn
from intake.store.dossiers import (
    ADDED_PAPERS,
    PROGRESS_PAPERS,
    REQUEST_PAPERS,
    Paper,
    PaperKind,
    by_dossier,
)
from intake.store.erasures import erased
from intake.store.open_dossiers import open_dossiers
from intake.store.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One paper in the queue, for how long it has been there, and by when we should act.

    ``state`` is None for a request, which has none. ``by`` is who has it, where that was asked for;
    the claim that counts comes first. ``late`` is from when it is late.
    """

    number: OrderNumber
    kind: PaperKind
    state: OrderState | None
    received: datetime
    since: timedelta
    deadline: datetime | None
    late: datetime
    urgency: Urgency
    by: tuple[str, ...] = ()


def list_queue(*, register: Register, cache: Path, now: datetime) -> list[Waiting]:
    """Return what is open and nobody has taken up, the most urgent first."""
    free = (one for one in open_dossiers(register.repository, cache) if not claims_in(one))
    return _listed(free, now, {})


def list_mine(*, register: Register, cache: Path, now: datetime, name: str) -> list[Waiting]:
    """Return what is open and taken by whoever has that name, the most urgent first."""
    dossiers = open_dossiers(register.repository, cache)
    by = _takers(dossiers, register, cache)
    mine = (one for one in dossiers if name in by.get(one[0].number, ()))
    return _listed(mine, now, by)


def list_all(*, register: Register, cache: Path, now: datetime) -> list[Waiting]:
    """Return every order and request there is, also what is finished; what waits comes first."""
    dossiers = by_dossier(register.papers()).values()
    waiting = [one for one in dossiers if _state_of(one) not in FINISHED]
    return _listed(dossiers, now, _takers(waiting, register, cache))


_Takers = Mapping[OrderNumber, tuple[str, ...]]


def _takers(dossiers: Iterable[list[Paper]], register: Register, cache: Path) -> _Takers:
    """Return who has each dossier that somebody has."""
    claims = {one[0].number: in_turn(register.repository, claims_in(one)) for one in dossiers}
    names = claimants([one for several in claims.values() for one in several], register, cache)
    return {number: tuple(names[one.mark] for one in several) for number, several in claims.items()}


def _listed(dossiers: Iterable[list[Paper]], now: datetime, by: _Takers) -> list[Waiting]:
    listed = [one for dossier in dossiers for one in _opening(dossier, now, by)]
    return sorted(listed, key=_in_turn)


def _in_turn(one: Waiting) -> tuple[bool, Urgency, datetime, datetime, OrderNumber]:
    """Order what waits: first what is late the longest, last what nobody waits for any more."""
    return one.state in FINISHED, one.urgency, one.late, one.received, one.number


def _state_of(dossier: Iterable[Paper]) -> OrderState:
    return order_state(str(paper.kind) for paper in dossier)


def _opening(dossier: list[Paper], now: datetime, by: _Takers) -> Iterator[Waiting]:
    """Return what opened a dossier, unless it is erased: that waits for nobody."""
    gone, state = erased(dossier), _state_of(dossier)
    reached = [one.received for one in dossier if one.kind in PROGRESS_PAPERS]
    for paper in dossier:
        if paper.kind in ADDED_PAPERS or paper in gone:
            continue
        deadline = deadline_of(paper)
        is_order = paper.kind is PaperKind.ORDER
        limits = (
            order_limits(state, paper.received, reached[-1] if reached else paper.received)
            if is_order
            else request_limits(paper.received, deadline)
        )
        is_finished = is_order and state in FINISHED
        yield Waiting(
            number=paper.number,
            kind=paper.kind,
            state=state if is_order else None,
            received=paper.received,
            since=now - paper.received,
            deadline=deadline,
            late=limits.late,
            urgency=Urgency.CALM if is_finished else limits.urgency(now),
            by=by.get(paper.number, ()),
        )


def deadline_of(paper: Paper) -> datetime | None:
    """Return by when we should act on a paper, None if nothing says so."""
    if paper.kind not in REQUEST_PAPERS:
        return None
    return FORMS[RequestKind(paper.kind)].deadline(paper.received)
