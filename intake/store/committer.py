# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring papers into git behind the backs of those who add them, many in one commit.

A paper is safe once it is a file (see ``durable``); git is how it travels and how anybody can
check it. So nobody waits for the commit, and whatever a crash leaves out is committed at the next
start.
"""

import logging
import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from intake.errors import IntakeError
from intake.store.dossiers import ADDED_PAPERS, Paper
from intake.store.git import Repository

_log = logging.getLogger(__name__)
_RETRY_SECONDS = 5.0
# A commit costs as much as an encryption; the papers of one order come close together.
_GATHER_SECONDS = 0.5
# A rush leaves a pack of git's for each commit; they are joined when nothing has come for so long.
_QUIET_SECONDS = 60.0


class Committer:
    """A thread that commits what it is given, until it is closed."""

    def __init__(
        self,
        repository: Repository,
        clock: Callable[[], datetime],
        *,
        quiet_seconds: float = _QUIET_SECONDS,
    ) -> None:
        """Start the thread, which tidies the repository up after so many seconds of quiet."""
        self._repository = repository
        self._clock = clock
        self._quiet_seconds = quiet_seconds
        self._waiting: queue.SimpleQueue[Paper | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="committer")
        self._thread.start()

    def add(self, paper: Paper) -> None:
        """Have the paper, which is complete on disk, committed soon."""
        self._waiting.put(paper)

    def close(self) -> None:
        """Commit what waits, as far as git lets us, and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        pending: list[Paper] = []
        is_tidy, closing = True, False
        while not closing:
            patience = _RETRY_SECONDS if pending else None if is_tidy else self._quiet_seconds
            closing = self._gather(pending, patience)
            if pending and self._commit(pending):
                pending, is_tidy = [], False
            elif not pending and not closing:
                self._tidy()
                is_tidy = True

    def _gather(self, pending: list[Paper], patience: float | None) -> bool:
        """Take all that comes within a moment of the first; return whether to end."""
        try:
            item = self._waiting.get(timeout=patience)
            end = time.monotonic() + _GATHER_SECONDS
            while item is not None:
                pending.append(item)
                item = self._waiting.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            return False
        return True

    def _tidy(self) -> None:
        try:
            self._repository.tidy()
        except IntakeError as error:
            # It is as it was, only slower; the next quiet moment is another chance.
            _log.warning("%s", error)

    def _commit(self, papers: Sequence[Paper]) -> bool:
        try:
            commit_papers(self._repository, papers, self._clock())
        except (IntakeError, OSError) as error:
            # The papers are safe on disk; git gets another chance in a few seconds.
            _log.error("commit of %d papers failed: %s", len(papers), error)
            return False
        except Exception as error:  # noqa: BLE001  # a bug must not end the thread unseen
            place = traceback.extract_tb(error.__traceback__)[-1]
            _log.critical("bug: %s at %s:%s", type(error).__name__, place.filename, place.lineno)
            return False
        return True


def commit_papers(repository: Repository, papers: Sequence[Paper], now: datetime) -> None:
    """Commit the papers' bodies, in one commit that names only kinds and numbers."""
    present = {}
    for paper in papers:
        try:
            present[paper] = (repository.folder / paper.body).read_bytes()
        except FileNotFoundError:
            _log.error("%s is gone from the disk; it cannot be committed", paper.body)
    if present:
        files = {paper.body: data for paper, data in present.items()}
        repository.commit(files, _message(list(present)), now)


def _message(papers: Sequence[Paper]) -> str:
    names = [f"{paper.kind} {paper.number}" for paper in papers]
    verb = "Add" if papers[0].kind in ADDED_PAPERS else "Receive"
    if len(names) == 1:
        return f"{verb} {names[0]}"
    return f"{verb} {len(names)} papers\n\n" + "\n".join(names)


def commit_missing(repository: Repository, papers: Iterable[Paper], now: datetime) -> None:
    """Commit those of the papers, all complete on the disk, that git does not have yet."""
    committed = repository.committed()
    missing = [paper for paper in papers if str(paper.body) not in committed]
    if missing:
        commit_papers(repository, missing, now)
