# SPDX-License-Identifier: GPL-3.0-or-later
"""The register, as the desk has it: every dossier and what its papers say."""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from intake.errors import IntakeError, NotFoundError, UnavailableError
from intake.model.claim import Claim
from intake.model.order import Order
from intake.model.order_state import Progress
from intake.model.request import Request
from intake.model.sending import Sending
from intake.model.structured_communication import OrderNumber
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.openpgp.packets import Sealed
from intake.store.claim_record import claim_from_json
from intake.store.committer import commit_papers
from intake.store.dossier_records import progress_from_json, sending_from_json
from intake.store.dossiers import (
    DOSSIERS,
    REQUEST_PAPERS,
    UNFINISHED_PREFIX,
    MisplacedPaperError,
    Paper,
    PaperKind,
    paper_at,
    papers_in,
)
from intake.store.git import Repository
from intake.store.paper_writer import PaperWriter
from intake.store.records import order_from_json
from intake.store.request_record import request_from_json

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register and the keys to it."""

    repository: Repository
    keys: Path
    opener: Opener

    def files(self) -> Iterator[str]:
        """Return the path of every file among the dossiers, oldest dossier first."""
        folder = self.repository.folder
        for path in sorted(folder.glob(f"{DOSSIERS}/**/*")):
            if not path.is_dir() and not path.name.startswith(UNFINISHED_PREFIX):
                yield path.relative_to(folder).as_posix()

    def papers(self) -> Iterator[Paper]:
        """Return the names of all papers, oldest dossier first; nothing is decrypted."""
        for path in self.files():
            # What is no paper is for ``verify`` to tell.
            with suppress(MisplacedPaperError):
                yield paper_at(path)

    def order_paper(self, number: OrderNumber) -> Paper:
        """Return the name of the order's paper, or raise OrderNotFoundError."""
        folder = self.repository.folder
        pattern = f"{DOSSIERS}/{number[:4]}/*/*/{number}/*-{PaperKind.ORDER}-*.pgp"
        for path in sorted(folder.glob(pattern)):
            return paper_at(path.relative_to(folder).as_posix())
        raise OrderNotFoundError(number)

    def request_paper(self, number: OrderNumber) -> Paper:
        """Return the name of the request's paper, or raise RequestNotFoundError."""
        folder = self.repository.folder
        for path in sorted(folder.glob(f"{DOSSIERS}/{number[:4]}/*/*/{number}/*.pgp")):
            paper = paper_at(path.relative_to(folder).as_posix())
            if paper.kind in REQUEST_PAPERS:
                return paper
        raise RequestNotFoundError(number)

    def dossier(self, number: OrderNumber) -> list[Paper]:
        """Return the names of the papers of an order, oldest first."""
        paper = self.order_paper(number)
        return papers_in(self.repository.folder, paper.opened, number)

    def writer(self, sealer: Sealer, now: datetime) -> PaperWriter:
        """Return what adds papers to dossiers, each committed when it is on the disk."""

        def commit(paper: Paper) -> None:
            try:
                commit_papers(self.repository, [paper], now)
            except IntakeError as error:
                # It is safe on the disk, and the intake's next start commits it.
                _log.warning("%s is not yet in git: %s", paper.body, error)

        return PaperWriter(repository=self.repository, keys=self.keys, sealer=sealer, commit=commit)

    def sealed(self, paper: Paper) -> Sealed:
        """Return both parts of a paper as they lie on disk."""
        try:
            body = (self.repository.folder / paper.body).read_bytes()
            return Sealed(keys=(self.keys / paper.keys).read_bytes(), body=body)
        except FileNotFoundError as error:
            raise KeysMissingError(paper) from error
        except OSError as error:
            raise PaperUnreadableError(paper, str(error.strerror)) from error

    def order(self, paper: Paper) -> Order:
        """Decrypt and read an order."""
        return self._read(paper, order_from_json)

    def request(self, paper: Paper) -> Request:
        """Decrypt and read a request."""
        return self._read(paper, request_from_json)

    def sending(self, paper: Paper) -> Sending:
        """Decrypt and read what a paper says about a letter."""
        return self._read(paper, sending_from_json)

    def progress(self, paper: Paper) -> Progress:
        """Decrypt and read what staff have seen of an order."""
        return self._read(paper, progress_from_json)

    def claim(self, paper: Paper) -> Claim:
        """Decrypt and read who took a dossier up or gave it back."""
        return self._read(paper, claim_from_json)

    def _read(self, paper: Paper, read: Callable[[bytes], _T]) -> _T:
        data = self.opener.open(self.sealed(paper))
        try:
            return read(data)
        except IntakeError as error:
            raise PaperUnreadableError(paper, str(error)) from error


class OrderNotFoundError(NotFoundError):
    """The register has no such order."""

    def __init__(self, number: OrderNumber) -> None:
        """Name the order."""
        super().__init__(f"there is no order {number} in this register")


class RequestNotFoundError(NotFoundError):
    """The register has no such request."""

    def __init__(self, number: OrderNumber) -> None:
        """Name it."""
        super().__init__(f"there is no request {number} in this register")


class KeysMissingError(UnavailableError):
    """The paper is there, the key packets that open it are not."""

    def __init__(self, paper: Paper) -> None:
        """Say where they should be."""
        super().__init__(f"{paper.kind} {paper.number} cannot be opened: {paper.keys} is missing")


class PaperUnreadableError(UnavailableError):
    """A paper is there but says nothing that we can read."""

    def __init__(self, paper: Paper, why: str) -> None:
        """Name the paper and the reason."""
        super().__init__(f"{paper.body} cannot be read: {why}")
