# SPDX-License-Identifier: GPL-3.0-or-later
"""Which dossiers wait for staff, without looking at each of a hundred thousand.

A small file outside git remembers the open dossiers of a commit. What came since is asked of git,
commit to commit, and what git does not have yet is looked for on the disk: in the open dossiers,
and in the days whose folder has changed. The file may be deleted at any time; one that is broken,
or of a commit that is not in this history, counts for nothing.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from intake.model.order_state import FINISHED, order_state
from intake.store.dossiers import (
    ADDED_PAPERS,
    DOSSIERS,
    Paper,
    PaperKind,
    papers_below,
)
from intake.store.git import Repository
from intake.store.history import is_before, paths_at, paths_between
from intake.store.remembered import read_remembered, remember, settled_before

_FORMAT = "open-dossiers/1"
_FILE = "open-dossiers"
# dossiers/YYYY/MM/DD/NUMBER is so long, and so is /TIME- before and -MARK.pgp after a kind.
_DOSSIER = len("dossiers/2026/11/22/2026000042")
_BEFORE_KIND, _AFTER_KIND = len("/20261122T101200Z-"), len("-0123456789abcdef.pgp")
_KINDS = frozenset(PaperKind)
# More days than this do not go on one command line.
_MOST_DAYS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remembered:
    """The open dossiers of a commit, and when the folder of each day last changed."""

    tip: str = ""
    dossiers: frozenset[str] = frozenset()
    days: Mapping[str, int] = field(default_factory=dict)


def open_dossiers(repository: Repository, cache: Path) -> list[list[Paper]]:
    """Return the papers of each dossier that waits for staff, by name alone, oldest first."""
    known, tip = _read(cache / _FILE), repository.tip()
    # The days before the papers: what comes meanwhile is seen next time.
    days = dict(_days(repository.folder))
    if known.tip and is_before(repository, known.tip, tip):
        places = _since(known, repository, tip, days)
    else:
        places = _all(repository, tip, days)
    found = {place: papers_below(repository.folder, place) for place in sorted(places)}
    waiting = {place: papers for place, papers in found.items() if is_open(papers)}
    now = _Remembered(tip=tip, dossiers=frozenset(waiting), days=days)
    if now != known:
        _write(cache / _FILE, now)
    return list(waiting.values())


def is_open(dossier: Iterable[Paper]) -> bool:
    """Say whether staff have something to do for a dossier. A request has no end yet."""
    return _waits([str(paper.kind) for paper in dossier])


def _waits(kinds: Sequence[str]) -> bool:
    opening = set(kinds) - ADDED_PAPERS
    finished = opening == {PaperKind.ORDER} and order_state(kinds) in FINISHED
    return bool(opening) and not finished


def _since(
    known: _Remembered, repository: Repository, tip: str, days: Mapping[str, int]
) -> set[str]:
    """Return the dossiers that were open, and those that something has come to."""
    news = paths_between(repository, known.tip, tip) if known.tip != tip else []
    changed = [day for day, moment in days.items() if known.days.get(day) != moment]
    committed = set()
    if changed:
        below = [f"{day}/" for day in changed] if len(changed) <= _MOST_DAYS else []
        committed = {path[:_DOSSIER] for path in paths_at(repository, tip, below)}
    new = _on_disk(repository.folder, changed) - committed
    return new | known.dossiers | {path[:_DOSSIER] for path in news}


def _all(repository: Repository, tip: str, days: Iterable[str]) -> set[str]:
    """Return the dossiers that are open by what git has, and those that it lacks."""
    committed, waiting = set(), set()
    for place, paths in groupby(paths_at(repository, tip) if tip else [], _dossier_of):
        committed.add(place)
        kinds = [path[_DOSSIER + _BEFORE_KIND : -_AFTER_KIND] for path in paths]
        if _waits([kind for kind in kinds if kind in _KINDS]):
            waiting.add(place)
    return waiting | (_on_disk(repository.folder, days) - committed)


def _dossier_of(path: str) -> str:
    return path[:_DOSSIER]


def _days(register: Path) -> Iterator[tuple[str, int]]:
    """Return the folder of each day and when it last changed."""
    for path in (register / DOSSIERS).glob("*/*/*"):
        with suppress(OSError):
            yield path.relative_to(register).as_posix(), path.stat().st_mtime_ns


def _on_disk(register: Path, days: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for day in days:
        # What is no folder is for ``verify`` to tell.
        with suppress(OSError), os.scandir(register / day) as dossiers:
            found |= {f"{day}/{dossier.name}" for dossier in dossiers}
    return found


def _read(file: Path) -> _Remembered:
    record = read_remembered(file, _FORMAT)
    if record is None:
        return _Remembered()
    settled = settled_before(file)
    days = {day: moment for day, moment in record["days"].items() if moment < settled}
    return _Remembered(tip=record["tip"], dossiers=frozenset(record["dossiers"]), days=days)


def _write(file: Path, now: _Remembered) -> None:
    dossiers, days = sorted(now.dossiers), dict(now.days)
    remember(file, {"format": _FORMAT, "tip": now.tip, "dossiers": dossiers, "days": days})
