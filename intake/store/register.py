# SPDX-License-Identifier: GPL-3.0-or-later
"""The register, as the desk has it: every dossier and what its papers say."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from intake.errors import IntakeError, NotFoundError, UnavailableError
from intake.model.access_codes import AccessCodes
from intake.model.calendar import brussels_date
from intake.model.claim import Claim
from intake.model.erasure import Erasure
from intake.model.issued import Issued
from intake.model.member_key import ConfirmedKey, KeyChallenge
from intake.model.named_prices import Acceptance, NamedPrices
from intake.model.note import Note
from intake.model.order import Order
from intake.model.order_state import Progress
from intake.model.payment import Payment
from intake.model.request import Request
from intake.model.sending import Sending
from intake.model.statement import SetAside, Statement
from intake.model.structured_communication import OrderNumber
from intake.model.transmission import Transmission
from intake.model.vies_evidence import ViesEvidence
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.openpgp.keyring import Fingerprint
from intake.openpgp.packets import Sealed
from intake.store.access_record import codes_from_json
from intake.store.claim_record import claim_from_json
from intake.store.committer import commit_papers
from intake.store.dossier_records import progress_from_json, sending_from_json
from intake.store.dossiers import (
    DOSSIERS,
    REQUEST_PAPERS,
    Paper,
    PaperKind,
    dossier_of,
    files_below,
    paper_at,
    papers_in,
    papers_of,
)
from intake.store.erasure_record import erasure_from_json
from intake.store.erasures import erased
from intake.store.git import Repository
from intake.store.invoice_record import (
    credit_note_from_json,
    invoice_from_json,
    vies_evidence_from_json,
)
from intake.store.key_files import read_session, session_files
from intake.store.key_record import challenge_from_json, confirmed_from_json
from intake.store.note_record import note_from_json
from intake.store.paper_writer import PaperWriter
from intake.store.payment_record import payment_from_json
from intake.store.quotation_record import acceptance_from_json, named_prices_from_json
from intake.store.records import order_from_json
from intake.store.request_record import request_from_json
from intake.store.statement_record import set_aside_from_json, statement_from_json
from intake.store.transmission_record import transmission_from_json

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
# Not what another program is writing in the same dossier.
_FINISHED = "[0-9]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register and the keys to it."""

    repository: Repository
    keys: Path
    opener: Opener

    def files(self) -> Iterator[str]:
        """Return the path of every file among the dossiers, oldest dossier first."""
        for path in files_below(self.repository.folder / DOSSIERS):
            yield f"{DOSSIERS}/{path}"

    def papers(self) -> Iterator[Paper]:
        """Return the names of all papers, oldest dossier first; nothing is decrypted."""
        return papers_of(self.repository.folder)

    def order_paper(self, number: OrderNumber) -> Paper:
        """Return the name of the order's paper, or raise OrderNotFoundError."""
        folder = self.repository.folder
        pattern = f"{DOSSIERS}/{number[:4]}/*/*/{number}/{_FINISHED}-{PaperKind.ORDER}-*.pgp"
        for path in sorted(folder.glob(pattern)):
            return paper_at(path.relative_to(folder).as_posix())
        raise OrderNotFoundError(number)

    def request_paper(self, number: OrderNumber) -> Paper:
        """Return the name of the request's paper, or raise RequestNotFoundError."""
        folder = self.repository.folder
        for path in sorted(folder.glob(f"{DOSSIERS}/{number[:4]}/*/*/{number}/{_FINISHED}.pgp")):
            paper = paper_at(path.relative_to(folder).as_posix())
            if paper.kind in REQUEST_PAPERS:
                return paper
        raise RequestNotFoundError(number)

    def dossier(self, number: OrderNumber) -> list[Paper]:
        """Return the names of the papers of an order, oldest first."""
        paper = self.order_paper(number)
        return papers_in(self.repository.folder, paper.opened, number)

    def any_dossier(self, number: OrderNumber) -> list[Paper]:
        """Return the names of the papers of an order or a request, oldest first."""
        if papers := dossier_of(self.repository.folder, number):
            return papers
        raise DossierNotFoundError(number)

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
        """Return all parts of a paper as they lie on disk; PaperErasedError if it is erased."""
        dossier = papers_in(self.repository.folder, paper.opened, paper.number)
        if gone := erased(dossier).get(paper):
            raise PaperErasedError(paper, gone)
        try:
            return Sealed(
                body=(self.repository.folder / paper.body).read_bytes(),
                keys=(self.keys / paper.keys).read_bytes(),
                sessions=tuple(one.read_bytes() for one in session_files(self.keys, paper)),
            )
        except FileNotFoundError as error:
            raise KeysMissingError(paper) from error
        except OSError as error:
            raise PaperUnreadableError(paper, str(error.strerror)) from error

    def session_of(self, paper: Paper, reader: Fingerprint) -> bytes | None:
        """Return the message that holds the paper's session key for one who came later."""
        return read_session(self.keys, paper, reader)

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

    def erasure(self, paper: Paper) -> Erasure:
        """Decrypt and read what a paper says about an erasure."""
        return self._read(paper, erasure_from_json)

    def payment(self, paper: Paper) -> Payment:
        """Decrypt and read what a paper says about money."""
        return self._read(paper, payment_from_json)

    def issued(self, paper: Paper) -> Issued:
        """Decrypt and read an invoice or a credit note."""
        is_invoice = paper.kind is PaperKind.INVOICE
        return self._read(paper, invoice_from_json if is_invoice else credit_note_from_json)

    def vies_evidence(self, paper: Paper) -> ViesEvidence:
        """Decrypt and read what VIES answered about a VAT number."""
        return self._read(paper, vies_evidence_from_json)

    def transmission(self, paper: Paper) -> Transmission:
        """Decrypt and read what the access point did with a structured file."""
        return self._read(paper, transmission_from_json)

    def statement(self, paper: Paper) -> Statement:
        """Decrypt and read a statement of the bank."""
        return self._read(paper, statement_from_json)

    def set_aside(self, paper: Paper) -> SetAside:
        """Decrypt and read why an entry was set aside."""
        return self._read(paper, set_aside_from_json)

    def claim(self, paper: Paper) -> Claim:
        """Decrypt and read who took a dossier up or gave it back."""
        return self._read(paper, claim_from_json)

    def note(self, paper: Paper) -> Note:
        """Decrypt and read what one of us noted."""
        return self._read(paper, note_from_json)

    def named_prices(self, paper: Paper) -> NamedPrices:
        """Decrypt and read the prices of a quotation."""
        return self._read(paper, named_prices_from_json)

    def acceptance(self, paper: Paper) -> Acceptance:
        """Decrypt and read how a quotation was accepted."""
        return self._read(paper, acceptance_from_json)

    def key_challenge(self, paper: Paper) -> KeyChallenge:
        """Decrypt and read what was asked of whoever offers a key."""
        return self._read(paper, challenge_from_json)

    def confirmed_key(self, paper: Paper) -> ConfirmedKey:
        """Decrypt and read whose key is confirmed."""
        return self._read(paper, confirmed_from_json)

    def access_codes(self, paper: Paper) -> AccessCodes:
        """Decrypt and read for whom access codes were made."""
        return self._read(paper, codes_from_json)

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


class DossierNotFoundError(NotFoundError):
    """The register has neither an order nor a request of that number."""

    def __init__(self, number: OrderNumber) -> None:
        """Name it."""
        super().__init__(f"there is no dossier {number} in this register")


class PaperErasedError(NotFoundError):
    """The paper can be read no more, because we erased it."""

    def __init__(self, paper: Paper, at: datetime) -> None:
        """Say when."""
        super().__init__(f"{paper.kind} {paper.number} was erased on {brussels_date(at)}")


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
