# SPDX-License-Identifier: GPL-3.0-or-later
"""Write papers: encrypted, durable, both parts or none, for the web machine and for the desk."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from intake.errors import UnavailableError
from intake.model.order import Order
from intake.model.request import Request
from intake.model.structured_communication import OrderNumber
from intake.openpgp.encrypt import Sealer
from intake.openpgp.packets import Sealed
from intake.store.dossiers import Paper, PaperKind, papers_in
from intake.store.durable import make_folder, remove_if_empty, write_new
from intake.store.git import Repository

_log = logging.getLogger(__name__)
# Bodies grow in such steps, so that their length tells little about what was written.
_STEP = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The paper that the register holds, and whether this call put it there."""

    paper: Paper
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWriter:
    """Writes into one register. ``commit`` is told of each paper added to a dossier."""

    repository: Repository
    keys: Path
    sealer: Sealer
    commit: Callable[[Paper], None]
    _making_folders: threading.Lock = field(default_factory=threading.Lock, init=False)

    def write(self, paper: Paper, data: bytes) -> None:
        """Write a paper. PaperUnwritableError or SealingError mean that nothing was kept."""
        self._lay(paper, self._seal(data))

    def attach(
        self,
        dossier: Paper,
        kind: PaperKind,
        mark: str,
        now: datetime,
        compose: Callable[[Paper], bytes],
    ) -> Added:
        """Add a paper to the dossier that a paper lies in; once for each kind and mark.

        Of two programs that add the same paper at the same time, one is told that it is new.
        """
        paper = Paper(
            number=dossier.number,
            opened=dossier.opened,
            kind=kind,
            received=now.astimezone(UTC).replace(microsecond=0),
            mark=mark,
        )
        known = self._known(paper)
        if known:
            return Added(paper=known, is_new=False)
        sealed = self._seal(compose(paper))
        with self.repository.writing():
            known = self._known(paper)
            if known:
                return Added(paper=known, is_new=False)
            self._lay(paper, sealed)
        self.commit(paper)
        return Added(paper=paper, is_new=True)

    def seal(self, data: bytes) -> Sealed:
        """Encrypt a record; for whoever lays it down himself, under the lock."""
        return self._seal(data)

    def lay(self, paper: Paper, sealed: Sealed) -> None:
        """Write a sealed paper. PaperUnwritableError means that nothing was kept."""
        self._lay(paper, sealed)

    def order_paper(self, order: Order) -> Paper:
        """Return the name of an order's paper, which is there."""
        return self._opening(PaperKind.ORDER, order.number, order.received)

    def request_paper(self, request: Request) -> Paper:
        """Return the name of a request's paper, which is there."""
        return self._opening(PaperKind(request.kind), request.number, request.received)

    def papers(self, dossier: Paper) -> list[Paper]:
        """Return the names of all papers in the dossier that a paper lies in, oldest first."""
        return papers_in(self.repository.folder, dossier.opened, dossier.number)

    def _opening(self, kind: PaperKind, number: OrderNumber, received: datetime) -> Paper:
        opened = received.astimezone(UTC).date()
        papers = papers_in(self.repository.folder, opened, number)
        return next(paper for paper in papers if paper.kind is kind)

    def _known(self, paper: Paper) -> Paper | None:
        same = (one for one in self.papers(paper) if one.mark == paper.mark)
        return next((one for one in same if one.kind is paper.kind), None)

    def _seal(self, data: bytes) -> Sealed:
        return self.sealer.seal(data + b"\n" * (-len(data) % _STEP))

    def _lay(self, paper: Paper, sealed: Sealed) -> None:
        keys, body = self.keys / paper.keys, self.repository.folder / paper.body
        try:
            # Dossiers of the same day share the folders above their own.
            with self._making_folders:
                make_folder(keys.parent.parent)
                make_folder(body.parent.parent)
            # The keys first: a body that is there can be read.
            write_new(keys, sealed.keys)
            try:
                write_new(body, sealed.body)
            except OSError:
                _withdraw(keys)
                raise
        except OSError as error:
            raise PaperUnwritableError(error) from error
        finally:
            remove_if_empty(keys.parent)
            remove_if_empty(body.parent)


def _withdraw(keys: Path) -> None:
    """Take back the key packets of a paper whose body could not be written."""
    try:
        keys.unlink()
    except OSError as error:
        _log.warning("lone key packets stay until the next start: %s", error.strerror)


class PaperUnwritableError(UnavailableError):
    """The disk does not take the paper."""

    def __init__(self, error: OSError) -> None:
        """Give the system's reason."""
        super().__init__(f"the paper could not be written: {error.strerror}")
