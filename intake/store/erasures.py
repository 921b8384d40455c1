# SPDX-License-Identifier: GPL-3.0-or-later
"""Which papers are erased, by the names of papers alone; and the plain list of all erasures.

An erasure takes what was in its dossier by then, but for what the law keeps; what comes later
stays. The list, erasures/1 (docs/formats.md), lies outside the register, so that a backup from
before an erasure can be restored without undoing it.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.errors import RefusedError
from intake.model.calendar import brussels_date, instant_text, parse_instant
from intake.model.retention import BOOKKEEPING, MONEY_CAME, VOUCHERS, kept_until
from intake.model.structured_communication import OrderNumber, is_order_number
from intake.store.dossiers import Paper, PaperKind, by_dossier
from intake.store.durable import replace_file

LIST_NAME = "erasures.txt"
_HEAD = "# erasures/1: number, day of the dossier, moment of the erasure\n"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Erased:
    """One erasure as the list has it."""

    number: OrderNumber
    opened: datetime.date
    at: datetime.datetime


def kept(dossier: Sequence[Paper], on: datetime.date) -> Mapping[Paper, datetime.date]:
    """Return the papers that the law keeps on that day, each with the last day of its term."""
    money = [paper for paper in dossier if paper.kind in MONEY_CAME]
    last = max((kept_until(brussels_date(paper.received)) for paper in money), default=None)
    terms = {}
    for paper in dossier:
        if last is not None and paper.kind in VOUCHERS:
            own = kept_until(brussels_date(paper.received))
            terms[paper] = own if paper.kind in BOOKKEEPING else last
    return {paper: until for paper, until in terms.items() if until >= on}


def erased(dossier: Sequence[Paper]) -> Mapping[Paper, datetime.datetime]:
    """Return the papers of a dossier that are erased, each with the moment."""
    gone: dict[Paper, datetime.datetime] = {}
    for erasure in (paper for paper in dossier if paper.kind is PaperKind.ERASURE):
        for paper in taken(dossier, erasure.received):
            gone.setdefault(paper, erasure.received)
    return gone


def taken(dossier: Sequence[Paper], at: datetime.datetime) -> list[Paper]:
    """Return what an erasure at that moment takes."""
    there = [one for one in dossier if one.received <= at and one.kind is not PaperKind.ERASURE]
    stay = kept(there, brussels_date(at))
    return [paper for paper in there if paper not in stay]


def erased_among(papers: Iterable[Paper]) -> Mapping[Paper, datetime.datetime]:
    """Return which papers of many dossiers are erased, each with the moment."""
    gone: dict[Paper, datetime.datetime] = {}
    for dossier in by_dossier(papers).values():
        gone |= erased(dossier)
    return gone


def erasures_among(papers: Iterable[Paper]) -> list[Erased]:
    """Return every erasure that papers record."""
    return [
        Erased(number=paper.number, opened=paper.opened, at=paper.received)
        for paper in papers
        if paper.kind is PaperKind.ERASURE
    ]


def read_list(path: Path) -> list[Erased]:
    """Read the list; one that is not there is empty, ErasureListError for any other text."""
    if not path.exists():
        return []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ErasureListError(path, 1) from error
    found = []
    for count, line in enumerate(lines, start=1):
        if line.startswith("#") or not line.strip():
            continue
        try:
            found.append(_read_line(line))
        except ValueError as error:
            raise ErasureListError(path, count) from error
    return found


def list_text(erasures: Iterable[Erased]) -> str:
    """Write the list, each erasure once."""
    lines = (
        f"{one.number} {one.opened.isoformat()} {instant_text(one.at)}\n"
        for one in sorted(set(erasures))
    )
    return _HEAD + "".join(lines)


def add_to_list(path: Path, erasures: Iterable[Erased]) -> None:
    """Add erasures to the list; none ever leaves it."""
    known = read_list(path)
    if not set(erasures) <= set(known) or not path.exists():
        replace_file(path, list_text([*known, *erasures]).encode())


def _read_line(line: str) -> Erased:
    number, opened, at = line.split()
    if not is_order_number(number):
        raise ValueError(number)
    return Erased(
        number=OrderNumber(number),
        opened=datetime.date.fromisoformat(opened),
        at=parse_instant(at),
    )


class ErasureListError(RefusedError):
    """The list of erasures is not one."""

    def __init__(self, path: Path, line: int) -> None:
        """Name the line."""
        super().__init__(f"{path}: line {line} is no line of a list of erasures")
