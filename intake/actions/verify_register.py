# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify the register: prove from the files that every paper is whole, readable and right."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.errors import IntakeError
from intake.model.catalogue import Catalogue
from intake.model.order import Order, numbered
from intake.model.order_state import Progress, paper_kind_of
from intake.model.request import Request
from intake.model.sending import Sending, sending_mark
from intake.model.structured_communication import OrderNumber, is_number_of
from intake.openpgp.keyring import LEAST_USABLE
from intake.openpgp.packets import MalformedMessageError, count_keys, is_body
from intake.store.dossiers import (
    ADDED_PAPERS,
    PROGRESS_PAPERS,
    REQUEST_PAPERS,
    SENDING_PAPERS,
    MisplacedPaperError,
    Paper,
    PaperKind,
    files_below,
    keys_of,
    paper_at,
)
from intake.store.git import FORMAT_FILE, object_id
from intake.store.register import KeysMissingError, Register
from intake.store.sendings import misplaced
from intake.store.verified_history import (
    History,
    Verified,
    read_verified,
    remember_verified,
    verify_history,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong, and where: a path in the register, or git."""

    place: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """How many papers were read, and all that is wrong.

    ``before`` were whole the last time and are not read again, ``closed`` were not decrypted, since
    no secret key is at hand.
    """

    papers: int
    findings: tuple[Finding, ...]
    before: int = 0
    closed: int = 0


def verify_register(  # noqa: PLR0913  # what is verified, and how, each named
    *,
    register: Register,
    catalogue: Catalogue,
    signers: Path | None = None,
    cache: Path | None = None,
    full: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Verification:
    """Check git, the layout, both parts of every paper, what it says, and its prices.

    With a ``cache``, papers that were whole the last time are only looked for, unless ``full``.
    ``progress`` is told how many papers of how many are done.
    """
    memory, can_open = (cache / "verified" if cache else None), register.opener.has_keys()
    last = read_verified(memory) if memory else None
    # Whoever can open them has to read once what was verified without a key.
    full = full or (can_open and last is not None and not last.opened)
    # The papers first: what comes while we read is then not taken to be missing.
    papers, findings = _by_name(register)
    history = verify_history(register.repository, last, signers, full=full)
    findings += [Finding(place=place, what=what) for place, what in history.faults]
    due = {path: paper for path, paper in papers.items() if _is_due(path, history)}
    findings += [*_lost(history.committed, papers), *_numbers(papers.values())]
    findings += _misplaced(papers.values(), {paper.number for paper in due.values()})
    findings += _without_keys(register, papers.keys() - due.keys())
    for done, (path, paper) in enumerate(due.items(), start=1):
        faults = _faults(paper, register, history.committed, catalogue if can_open else None)
        findings += [Finding(place=path, what=what) for what in faults]
        progress(done, len(due))
    if memory:
        _remember(memory, history, last, whole=not findings, opened=can_open)
    return Verification(
        papers=len(due),
        findings=tuple(findings),
        before=len(papers) - len(due),
        closed=0 if can_open else len(due),
    )


def _remember(
    memory: Path, history: History, last: Verified | None, *, whole: bool, opened: bool
) -> None:
    """Go forward only to what is whole; after a finding, everything is read the next time."""
    if whole:
        signed = history.signed
        now = Verified(tip=history.tip, whole=True, opened=opened, signed=signed)
        remember_verified(memory, now)
    elif last:
        remember_verified(memory, dataclasses.replace(last, whole=False))


def _is_due(path: str, history: History) -> bool:
    return history.news is None or path in history.news or path not in history.committed


def _by_name(register: Register) -> tuple[dict[str, Paper], list[Finding]]:
    papers, findings = {}, []
    for path in register.files():
        try:
            papers[path] = paper_at(path)
        except MisplacedPaperError as error:
            findings.append(Finding(place=path, what=str(error)))
    return papers, findings


def _lost(committed: Iterable[str], papers: Mapping[str, Paper]) -> Iterator[Finding]:
    for path in sorted(set(committed) - papers.keys() - {FORMAT_FILE}):
        yield Finding(place=path, what="is in git but not in its folder")


def _without_keys(register: Register, paths: Collection[str]) -> Iterator[Finding]:
    """Look for the key packets of papers that are not read."""
    if not paths:
        return
    present = set(files_below(register.keys))
    for path in sorted(path for path in paths if keys_of(path) not in present):
        yield Finding(place=path, what=str(KeysMissingError(paper_at(path))))


def _numbers(papers: Collection[Paper]) -> Iterator[Finding]:
    yield from _twice(papers)
    opening = REQUEST_PAPERS | {PaperKind.ORDER}
    for paper in papers:
        if paper.kind in opening and not is_number_of(paper.number, paper.opened.year):
            what = f"has a number that no machine of ours gave in {paper.opened.year}"
            yield Finding(place=str(paper.body), what=what)


def _twice(papers: Iterable[Paper]) -> list[Finding]:
    opening = REQUEST_PAPERS | {PaperKind.ORDER}
    numbers = Counter(paper.number for paper in papers if paper.kind in opening)
    twice = sorted(number for number, times in numbers.items() if times > 1)
    what = "there are two orders or requests of that number"
    return [Finding(place=number, what=what) for number in twice]


def _misplaced(papers: Iterable[Paper], numbers: Collection[OrderNumber]) -> list[Finding]:
    dossiers: dict[OrderNumber, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.number in numbers:
            dossiers[paper.number].append(paper)
    return [
        Finding(place=str(paper.body), what=what)
        for dossier in dossiers.values()
        for paper, what in misplaced(dossier)
    ]


def _faults(
    paper: Paper,
    register: Register,
    committed: Mapping[str, str],
    catalogue: Catalogue | None,
) -> Iterator[str]:
    """Return what is wrong with a paper; without a catalogue, it stays closed."""
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
    if paper.kind not in ADDED_PAPERS and paper.opened != paper.received.date():
        yield f"lies on another day than the one it came: {paper.received.date()}"
    if catalogue:
        yield from _faults_inside(paper, register, catalogue)


def _faults_inside(paper: Paper, register: Register, catalogue: Catalogue) -> Iterator[str]:
    try:
        if paper.kind in SENDING_PAPERS:
            yield from _sending_faults(paper, register.sending(paper))
        elif paper.kind in PROGRESS_PAPERS:
            yield from _progress_faults(paper, register.progress(paper))
        elif paper.kind in REQUEST_PAPERS:
            yield from _request_faults(paper, register.request(paper))
        else:
            yield from _order_faults(paper, register.order(paper), catalogue)
    except IntakeError as error:
        yield str(error)


def _sending_faults(paper: Paper, sending: Sending) -> Iterator[str]:
    mark = sending_mark(sending.letter, sending.answers, sending.attempt)
    says = (sending.number, str(sending.step), sending.at, mark)
    if says != (paper.number, str(paper.kind), paper.received, paper.mark):
        yield "says something else than its name"


def _progress_faults(paper: Paper, progress: Progress) -> Iterator[str]:
    says = (progress.number, paper_kind_of(progress.state), progress.recorded)
    if says != (paper.number, str(paper.kind), paper.received):
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
