# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue, as the web machine has it: add a paper, and never read one.

Acknowledged means durable: when ``add`` returns, the paper survives kill -9 and power loss. The
same mark within two days is the same paper: whoever sends a form twice has one order.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from intake.errors import UnavailableError
from intake.model.structured_communication import (
    LAST_COUNT,
    OrderNumber,
    is_order_number,
    order_number,
)
from intake.openpgp.encrypt import Sealer
from intake.store.committer import Committer
from intake.store.dossiers import (
    ADDED_PAPERS,
    BODY_SUFFIX,
    DOSSIERS,
    MisplacedPaperError,
    Paper,
    PaperKind,
    paper_at,
)
from intake.store.git import Repository
from intake.store.paper_writer import Added, PaperWriter
from intake.store.repair import repair

# Longer than any review page lives, so that no page can make a second order.
REMEMBERED = timedelta(hours=48)


class Queue:
    """One intake's queue; the only one on its register, for as long as it is open.

    A guest adds beside an intake that may be running, under a machine digit of its own. It repairs
    nothing, since what looks half done may be what the other is doing.
    """

    def __init__(  # noqa: PLR0913 - where it is and how it works, each named
        self,
        *,
        register: Path,
        keys: Path,
        machine: int,
        sealer: Sealer,
        clock: Callable[[], datetime],
        guest: bool = False,
        signing_key: Path | None = None,
    ) -> None:
        """Open the register, repair what a crash left, and start to commit."""
        self._register = register
        self._machine = machine
        self._known: dict[str, Paper] = {}
        self._busy: set[str] = set()
        self._counts: dict[int, int] = {}
        self._changed = threading.Condition()
        with ExitStack() as stack:
            repository = Repository(register, signing_key)
            stack.enter_context(repository.alone(guest=guest))
            if not guest:
                repair(repository, keys, clock())
            self._committer = Committer(repository, clock)
            stack.callback(self._committer.close)
            # What also writes into dossiers that are there.
            self.writer = PaperWriter(
                repository=repository, keys=keys, sealer=sealer, commit=self._committer.add
            )
            self._resources = stack.pop_all()
        oldest = clock() - REMEMBERED
        self._known = {paper.mark: paper for paper in opening_since(register, oldest)}

    def close(self) -> None:
        """Commit what waits and let another intake have the register."""
        self._resources.close()

    def __enter__(self) -> Self:
        """Use the queue as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def add(
        self,
        kind: PaperKind,
        mark: str,
        now: datetime,
        compose: Callable[[Paper], bytes],
    ) -> Added:
        """Add the paper that ``compose`` writes for the number it is given.

        A mark that is known returns its paper and writes nothing. PaperUnwritableError or
        SealingError mean that nothing was kept.
        """
        with self._turn(mark):
            known = self._recent(mark, now)
            if known:
                return Added(paper=known, is_new=False)
            received = now.astimezone(UTC).replace(microsecond=0)
            paper = Paper(
                number=self._next_number(received.year),
                opened=received.date(),
                kind=kind,
                received=received,
                mark=mark,
            )
            self.writer.write(paper, compose(paper))
            self._remember(paper)
        self._committer.add(paper)
        return Added(paper=paper, is_new=True)

    def attach(
        self,
        paper: Paper,
        kind: PaperKind,
        mark: str,
        now: datetime,
        compose: Callable[[Paper], bytes],
    ) -> Added:
        """Add a further paper to the dossier of one that is there; once for each kind and mark."""
        return self.writer.attach(paper, kind, mark, now, compose)

    def holds(self, mark: str, now: datetime) -> bool:
        """Say whether a paper of that mark was added within the last two days."""
        return self._recent(mark, now) is not None

    def _recent(self, mark: str, now: datetime) -> Paper | None:
        with self._changed:
            known = self._known.get(mark)
        return known if known and now - known.received <= REMEMBERED else None

    def _next_number(self, year: int) -> OrderNumber:
        with self._changed:
            if year not in self._counts:
                self._counts[year] = last_count(self._register, year, self._machine)
            self._counts[year] += 1
            if self._counts[year] > LAST_COUNT:
                raise NumbersExhaustedError(year)
            return order_number(year=year, machine=self._machine, count=self._counts[year])

    @contextmanager
    def _turn(self, mark: str) -> Iterator[None]:
        """Let one thread at a time handle a mark."""
        with self._changed:
            self._changed.wait_for(lambda: mark not in self._busy)
            self._busy.add(mark)
        try:
            yield
        finally:
            with self._changed:
                self._busy.remove(mark)
                self._changed.notify_all()

    def _remember(self, paper: Paper) -> None:
        with self._changed:
            self._known[paper.mark] = paper
            for mark, known in list(self._known.items()):
                if known.received >= paper.received - REMEMBERED:
                    break
                del self._known[mark]


def opening_since(register: Path, oldest: datetime) -> list[Paper]:
    """Return the papers that opened a dossier since then, oldest first; reads those days alone."""
    papers = []
    # Names of folders, compared as text: a dossier lies in the day of the paper that opened it.
    days = (day for day in (register / DOSSIERS).glob("*/*/*") if day.is_dir())
    first = f"{oldest.astimezone(UTC):%Y/%m/%d}"
    for day in days:
        if "/".join(day.parts[-3:]) < first:
            continue
        for path in day.glob(f"*/*{BODY_SUFFIX}"):
            with suppress(MisplacedPaperError):
                papers.append(paper_at(path.relative_to(register).as_posix()))
    opening = (one for one in papers if one.kind not in ADDED_PAPERS and one.received >= oldest)
    return sorted(opening, key=lambda one: (one.received, one.number))


def last_count(register: Path, year: int, machine: int) -> int:
    """Return the highest count among this machine's orders of a year, or 0."""
    prefix, last = f"{year:04d}{machine:d}", 0
    # Day by day: pathlib would keep a path for each of a hundred thousand dossiers.
    for day in (register / DOSSIERS / f"{year:04d}").glob("*/*"):
        with suppress(NotADirectoryError), os.scandir(day) as dossiers:
            names = [one.name for one in dossiers if one.name.startswith(prefix)]
            counts = (int(name.removeprefix(prefix)) for name in names if is_order_number(name))
            last = max(last, *counts, 0)
    return last


class NumbersExhaustedError(UnavailableError):
    """This machine has used every number of the year."""

    def __init__(self, year: int) -> None:
        """Name the year."""
        super().__init__(f"this intake has no order number left for {year}; add a machine")
