# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify the register: prove from the files that every paper is whole, readable and right."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from intake.actions.verify_invoice import issued_findings, series_findings
from intake.errors import IntakeError
from intake.model.catalogue import Catalogue
from intake.model.document_number import Series
from intake.model.erasure import Erasure
from intake.model.order import Order, numbered
from intake.model.order_state import Progress, paper_kind_of
from intake.model.payment import Payment, entry_mark
from intake.model.request import Request
from intake.model.sending import Sending, sending_mark
from intake.model.statement import Statement, balance_fault
from intake.model.structured_communication import OrderNumber
from intake.openpgp.keyring import LEAST_USABLE
from intake.openpgp.packets import MalformedMessageError, count_keys, is_body
from intake.store.dossiers import (
    ADDED_PAPERS,
    BANK_PAPERS,
    ISSUED_PAPERS,
    PAYMENT_PAPERS,
    PROGRESS_PAPERS,
    REQUEST_PAPERS,
    SENDING_PAPERS,
    MisplacedPaperError,
    Paper,
    PaperKind,
    paper_at,
)
from intake.store.git import FORMAT_FILE, object_id
from intake.store.key_files import files_of
from intake.store.register import PaperErasedError, Register
from intake.store.sendings import misplaced
from intake.store.statements import statement_place


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
    findings += _series(papers)
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


def _series(papers: list[Paper]) -> list[Finding]:
    return [
        Finding(place=one.place, what=one.what)
        for series in Series
        for one in series_findings(series, [one for one in papers if one.kind is PaperKind(series)])
    ]


def _faults(
    paper: Paper,
    register: Register,
    catalogue: Catalogue,
    committed: Mapping[str, str],
) -> Iterator[str]:
    try:
        sealed = register.sealed(paper)
    except PaperErasedError:
        yield from _erased_faults(paper, register, committed)
        return
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
        if count_keys(sealed.keys) + len(sealed.sessions) < LEAST_USABLE:
            yield f"can be read by fewer than {LEAST_USABLE} keys"
    except MalformedMessageError:
        yield f"{paper.keys} holds something else than key packets"
        return
    yield from _faults_inside(paper, register, catalogue)


def _erased_faults(paper: Paper, register: Register, committed: Mapping[str, str]) -> Iterator[str]:
    """Nothing but its body is left of an erased paper, and git holds the same."""
    if committed.get(str(paper.body)) != object_id(
        (register.repository.folder / paper.body).read_bytes()
    ):
        yield "is not what git holds"
    if files_of(paper, register.keys):
        yield "is erased, but its key packets are there: staff erase --apply"


def _faults_inside(paper: Paper, register: Register, catalogue: Catalogue) -> Iterator[str]:
    try:
        if paper.kind in SENDING_PAPERS:
            yield from _sending_faults(paper, register.sending(paper))
        elif paper.kind in PROGRESS_PAPERS:
            yield from _progress_faults(paper, register.progress(paper))
        elif paper.kind is PaperKind.ERASURE:
            yield from _erasure_faults(paper, register.erasure(paper))
        elif paper.kind in PAYMENT_PAPERS:
            yield from _payment_faults(paper, register.payment(paper))
        elif paper.kind in ISSUED_PAPERS:
            yield from (one.what for one in issued_findings(paper, register))
        elif paper.kind in BANK_PAPERS or paper.kind is PaperKind.VIES_EVIDENCE:
            yield from _evidence_faults(paper, register)
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


def _erasure_faults(paper: Paper, erasure: Erasure) -> Iterator[str]:
    if (erasure.number, erasure.at) != (paper.number, paper.received):
        yield "says something else than its name"


def _payment_faults(paper: Paper, payment: Payment) -> Iterator[str]:
    says = (payment.number, str(payment.kind), payment.recorded, entry_mark(payment.entry))
    if says != (paper.number, str(paper.kind), paper.received, paper.mark):
        yield "says something else than its name"


def _evidence_faults(paper: Paper, register: Register) -> Iterator[str]:
    """Look at what came from a bank or from VIES."""
    if paper.kind is PaperKind.STATEMENT:
        yield from _statement_faults(paper, register.statement(paper))
        return
    if paper.kind is PaperKind.SET_ASIDE:
        set_aside = register.set_aside(paper)
        as_named = (set_aside.recorded, entry_mark(set_aside.entry)) == (paper.received, paper.mark)
    else:
        evidence = register.vies_evidence(paper)
        says = (evidence.order, evidence.recorded, evidence.mark)
        as_named = says == (paper.number, paper.received, paper.mark)
    if not as_named:
        yield "says something else than its name"


def _statement_faults(paper: Paper, statement: Statement) -> Iterator[str]:
    if statement_place(statement, paper.received) != paper:
        yield "says something else than its name"
    fault = balance_fault(statement)
    if fault:
        yield fault


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
