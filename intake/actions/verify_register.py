# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify the register: prove from the files that every paper is whole, readable and right."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from intake.errors import IntakeError
from intake.model.catalogue import Catalogue
from intake.model.claim import Claim
from intake.model.order import Order, numbered
from intake.model.order_state import Progress, paper_kind_of
from intake.model.request import Request
from intake.model.sending import Sending, sending_mark
from intake.model.structured_communication import OrderNumber
from intake.openpgp.keyring import LEAST_USABLE
from intake.openpgp.packets import MalformedMessageError, count_keys, is_body
from intake.store.dossiers import (
    ADDED_PAPERS,
    CLAIM_PAPERS,
    PROGRESS_PAPERS,
    REQUEST_PAPERS,
    SENDING_PAPERS,
    MisplacedPaperError,
    Paper,
    PaperKind,
    paper_at,
)
from intake.store.git import FORMAT_FILE, object_id
from intake.store.register import Register
from intake.store.sendings import misplaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong, and where: a path in the register, or git."""

    place: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """How many papers were read, and all that is wrong with them."""

    papers: int
    findings: tuple[Finding, ...]


def verify_register(
    *,
    register: Register,
    catalogue: Catalogue,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Verification:
    """Check git, the layout, both parts of every paper, what it says, and its prices.

    ``progress`` is told how many papers of how many are done.
    """
    # The papers first: what comes while we read is then not taken to be missing.
    papers, findings = _by_name(register)
    committed, changed = _history(register)
    findings += [Finding(place="git", what=fault) for fault in register.repository.faults()]
    findings += changed
    findings += _lost(committed, papers)
    findings += _twice(papers)
    findings += _misplaced(papers)
    for done, paper in enumerate(papers, start=1):
        faults = _faults(paper, register, catalogue, committed)
        findings += [Finding(place=str(paper.body), what=what) for what in faults]
        progress(done, len(papers))
    return Verification(papers=len(papers), findings=tuple(findings))


def _by_name(register: Register) -> tuple[list[Paper], list[Finding]]:
    papers, findings = [], []
    for path in register.files():
        try:
            papers.append(paper_at(path))
        except MisplacedPaperError as error:
            findings.append(Finding(place=path, what=str(error)))
    return papers, findings


def _history(register: Register) -> tuple[Mapping[str, str], list[Finding]]:
    """Return what git holds, and what it changed or deleted; a broken git holds nothing."""
    try:
        changed = register.repository.rewritten()
        committed = register.repository.committed()
    except IntakeError as error:
        return {}, [Finding(place="git", what=str(error))]
    return committed, [
        Finding(place=path, what="was changed or deleted in git") for path in changed
    ]


def _lost(committed: Mapping[str, str], papers: list[Paper]) -> list[Finding]:
    present = {str(paper.body) for paper in papers} | {FORMAT_FILE}
    lost = sorted(set(committed) - present)
    return [Finding(place=path, what="is in git but not in its folder") for path in lost]


def _twice(papers: list[Paper]) -> list[Finding]:
    opening = REQUEST_PAPERS | {PaperKind.ORDER}
    numbers = Counter(paper.number for paper in papers if paper.kind in opening)
    twice = sorted(number for number, times in numbers.items() if times > 1)
    what = "there are two orders or requests of that number"
    return [Finding(place=number, what=what) for number in twice]


def _misplaced(papers: list[Paper]) -> list[Finding]:
    dossiers: dict[OrderNumber, list[Paper]] = defaultdict(list)
    for paper in papers:
        dossiers[paper.number].append(paper)
    return [
        Finding(place=str(paper.body), what=what)
        for dossier in dossiers.values()
        for paper, what in misplaced(dossier)
    ]


def _faults(
    paper: Paper,
    register: Register,
    catalogue: Catalogue,
    committed: Mapping[str, str],
) -> Iterator[str]:
    try:
        sealed = register.sealed(paper)
    except IntakeError as error:
        yield str(error)
        return
    entry = committed.get(str(paper.body))
    if entry is None:
        yield "is not yet in git"
    elif entry != object_id(sealed.body):
        yield "differs from what git holds"
    if not is_body(sealed.body):
        yield "is not one encrypted OpenPGP packet"
        return
    try:
        if count_keys(sealed.keys) < LEAST_USABLE:
            yield f"can be read by fewer than {LEAST_USABLE} keys"
    except MalformedMessageError:
        yield f"{paper.keys} holds something else than key packets"
        return
    yield from _faults_inside(paper, register, catalogue)


def _faults_inside(paper: Paper, register: Register, catalogue: Catalogue) -> Iterator[str]:
    try:
        if paper.kind in SENDING_PAPERS:
            yield from _sending_faults(paper, register.sending(paper))
        elif paper.kind in PROGRESS_PAPERS:
            yield from _progress_faults(paper, register.progress(paper))
        elif paper.kind in CLAIM_PAPERS:
            yield from _claim_faults(paper, register.claim(paper))
        elif paper.kind in REQUEST_PAPERS:
            yield from _request_faults(paper, register.request(paper))
        else:
            yield from _order_faults(paper, register.order(paper), catalogue)
    except IntakeError as error:
        yield str(error)
    if paper.kind not in ADDED_PAPERS and paper.opened != paper.received.date():
        yield f"lies on another day than the one it came: {paper.received.date()}"


def _sending_faults(paper: Paper, sending: Sending) -> Iterator[str]:
    mark = sending_mark(sending.letter, sending.answers, sending.attempt)
    says = (sending.number, str(sending.step), sending.at, mark)
    if says != (paper.number, str(paper.kind), paper.received, paper.mark):
        yield "says something else than its name"


def _progress_faults(paper: Paper, progress: Progress) -> Iterator[str]:
    says = (progress.number, paper_kind_of(progress.state), progress.recorded)
    if says != (paper.number, str(paper.kind), paper.received):
        yield "says something else than its name"


def _claim_faults(paper: Paper, claim: Claim) -> Iterator[str]:
    if (claim.number, str(claim.step), claim.at) != (paper.number, str(paper.kind), paper.received):
        yield "says something else than its name"


def _request_faults(paper: Paper, request: Request) -> Iterator[str]:
    named = (paper.kind, paper.number, paper.received)
    if (PaperKind(request.kind), request.number, request.received) != named:
        yield f"holds another request: {request.kind} {request.number}"


def _order_faults(paper: Paper, order: Order, catalogue: Catalogue) -> Iterator[str]:
    expected = numbered(
        order.request,
        catalogue.dated(order.price_list),
        order.vat,
        number=order.number,
        received=order.received,
        special=order.special,
    )
    if (order.number, order.received) != (paper.number, paper.received):
        yield f"holds another order: {order.number}"
    if order != expected:
        yield f"its prices are not those of the price list of {order.price_list}"
