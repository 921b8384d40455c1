# SPDX-License-Identifier: GPL-3.0-or-later
"""Take an order or a request up: of two who do so, one has it, and the other is told.

With a hub it is asked before and after. A push that comes second is refused by git; then we fetch,
look again, and whoever comes second gives back by itself. Off line the claim is ours until the hub
knows better.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.errors import IntakeError, NotFoundError, RefusedError, UnavailableError
from intake.model.calendar import brussels_time_text
from intake.model.claim import Claim, ClaimStep
from intake.model.structured_communication import OrderNumber
from intake.store.claim_record import claim_to_json
from intake.store.claimants import UNREADABLE
from intake.store.claims import claims_in, in_turn
from intake.store.dossiers import ADDED_PAPERS, Paper, PaperKind, dossier_of
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from intake.store.union import in_branch


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """One of us, at a desk. ``exchange`` is both ways with the hub, or nothing without one."""

    by: str
    register: Register
    writer: PaperWriter
    exchange: Callable[[], object]


def take_order(number: OrderNumber, mark: str, *, claimant: Claimant, now: datetime) -> None:
    """Take it; TakenError says who has it. ``mark`` is that of no other claim."""
    register = claimant.register
    claimant.exchange()
    papers, claims = open_dossier(number, register)
    if claims:
        raise TakenError(number, register, claims[0])
    opening = next(paper for paper in papers if paper.kind not in ADDED_PAPERS)
    claimant.writer.attach(opening, PaperKind.TAKEN, mark, now, claim_record(claimant.by))

    try:
        claimant.exchange()
    except UnavailableError as error:
        raise UnsettledError(number, error) from error
    _, claims = open_dossier(number, register)
    ours = next(paper for paper in claims if paper.mark == mark)
    if not in_branch(register.repository.folder, str(ours.body)):
        raise UnsettledError(number, "git did not take it")
    if claims[0] != ours:
        claimant.writer.attach(opening, PaperKind.GIVEN_BACK, mark, now, claim_record(claimant.by))
        claimant.exchange()
        raise TakenError(number, register, claims[0])


def describe(register: Register, claims: Sequence[Paper]) -> list[str]:
    """Say who has a dossier and since when; the claim that counts comes first."""
    return [_text(register, claim) for claim in in_turn(register.repository, claims)]


def open_dossier(number: OrderNumber, register: Register) -> tuple[list[Paper], list[Paper]]:
    """Return all papers of a dossier, and those of its open claims, the one that counts first."""
    papers = dossier_of(register.repository.folder, number)
    if not any(paper.kind not in ADDED_PAPERS for paper in papers):
        raise NothingOfThatNumberError(number)
    return papers, in_turn(register.repository, claims_in(papers))


def claim_record(by: str) -> Callable[[Paper], bytes]:
    """Return what writes the papers of a claim."""

    def record(paper: Paper) -> bytes:
        step = ClaimStep(paper.kind)
        return claim_to_json(Claim(number=paper.number, step=step, by=by, at=paper.received))

    return record


def claimed_by(register: Register, claim: Paper) -> str:
    """Return who wrote the paper of a claim, as far as it can be read here."""
    try:
        return register.claim(claim).by
    except IntakeError:
        return UNREADABLE


def _text(register: Register, claim: Paper) -> str:
    return f"{claimed_by(register, claim)}, since {brussels_time_text(claim.received)}"


class TakenError(RefusedError):
    """Somebody has it."""

    def __init__(self, number: OrderNumber, register: Register, claim: Paper) -> None:
        """Say who, and since when."""
        super().__init__(f"{number} is taken by {_text(register, claim)}")


class UnsettledError(UnavailableError):
    """The claim is written here, and nobody else knows of it."""

    def __init__(self, number: OrderNumber, why: object) -> None:
        """Say what to do."""
        super().__init__(f"{number} is taken here only; staff push settles it: {why}")


class NothingOfThatNumberError(NotFoundError):
    """The register has no dossier of that number."""

    def __init__(self, number: OrderNumber) -> None:
        """Name it."""
        super().__init__(f"there is no order or request {number} in this register")
