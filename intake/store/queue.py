# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue, as the web machine has it: add a paper, and never read one.

Acknowledged means durable: when ``add`` returns, the paper survives kill -9 and power loss. The
same mark within two days is the same paper: whoever sends a form twice has one order.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
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
from intake.store.dossiers import DOSSIERS, Paper, PaperKind
from intake.store.durable import make_folder, remove_if_empty, write_new
from intake.store.git import Repository
from intake.store.repair import repair

_log = logging.getLogger(__name__)
# Longer than any review page lives, so that no page can make a second order.
REMEMBERED = timedelta(hours=48)
# Bodies grow in such steps, so that their length tells little about what was written.
_STEP = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The paper that the queue holds, and whether this call put it there."""

    paper: Paper
    is_new: bool


class Queue:
    """One intake's queue; the only one on its register, for as long as it is open."""

    def __init__(
        self,
        *,
        register: Path,
        keys: Path,
        machine: int,
        sealer: Sealer,
        clock: Callable[[], datetime],
    ) -> None:
        """Open the register, repair what a crash left, and start to commit."""
        self._register = register
        self._keys = keys
        self._machine = machine
        self._sealer = sealer
        self._known: dict[str, Paper] = {}
        self._busy: set[str] = set()
        self._counts: dict[int, int] = {}
        self._changed = threading.Condition()
        self._making_folders = threading.Lock()
        with ExitStack() as stack:
            repository = Repository(register)
            stack.enter_context(repository.alone())
            papers = repair(repository, keys, clock())
            self._committer = Committer(repository, clock)
            stack.callback(self._committer.close)
            self._resources = stack.pop_all()
        oldest = clock() - REMEMBERED
        self._known = {paper.mark: paper for paper in papers if paper.received >= oldest}

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

        A mark that is known returns its paper and writes nothing. QueueUnavailableError or
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
            self._write(paper, compose(paper))
            self._remember(paper)
        self._committer.add(paper)
        return Added(paper=paper, is_new=True)

    def holds(self, mark: str, now: datetime) -> bool:
        """Say whether a paper of that mark was added within the last two days."""
        return self._recent(mark, now) is not None

    def _recent(self, mark: str, now: datetime) -> Paper | None:
        with self._changed:
            known = self._known.get(mark)
        return known if known and now - known.received <= REMEMBERED else None

    def _write(self, paper: Paper, data: bytes) -> None:
        sealed = self._sealer.seal(data + b"\n" * (-len(data) % _STEP))
        keys, body = self._keys / paper.keys, self._register / paper.body
        try:
            with self._making_folders:
                make_folder(keys.parent)
                make_folder(body.parent)
            # The keys first: a body that is there can be read.
            write_new(keys, sealed.keys)
            try:
                write_new(body, sealed.body)
            except OSError:
                _withdraw(keys)
                raise
        except OSError as error:
            raise QueueUnavailableError(error) from error
        finally:
            remove_if_empty(keys.parent)
            remove_if_empty(body.parent)

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


def last_count(register: Path, year: int, machine: int) -> int:
    """Return the highest count among this machine's orders of a year, or 0."""
    prefix = f"{year:04d}{machine:d}"
    names = (folder.name for folder in register.glob(f"{DOSSIERS}/{year:04d}/*/*/{prefix}*"))
    counts = (int(name.removeprefix(prefix)) for name in names if is_order_number(name))
    return max(counts, default=0)


def _withdraw(keys: Path) -> None:
    """Take back the key packets of a paper whose body could not be written."""
    try:
        keys.unlink()
    except OSError as error:
        _log.warning("lone key packets stay until the next start: %s", error.strerror)


class QueueUnavailableError(UnavailableError):
    """The disk does not take the paper."""

    def __init__(self, error: OSError) -> None:
        """Give the system's reason."""
        super().__init__(f"the paper could not be written: {error.strerror}")


class NumbersExhaustedError(UnavailableError):
    """This machine has used every number of the year."""

    def __init__(self, year: int) -> None:
        """Name the year."""
        super().__init__(f"this intake has no order number left for {year}; add a machine")
