# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify the register: prove from the files that every paper is whole, readable and right."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.actions.verify_invoice import series_findings
from intake.actions.verify_paper import faults_inside
from intake.errors import IntakeError
from intake.model.catalogue import Catalogue
from intake.model.document_number import Series
from intake.model.structured_communication import OrderNumber, is_number_of
from intake.openpgp.keyring import LEAST_USABLE
from intake.openpgp.packets import MalformedMessageError, count_keys, is_body
from intake.store.dossiers import (
    ADDED_PAPERS,
    REQUEST_PAPERS,
    MisplacedPaperError,
    Paper,
    PaperKind,
    by_dossier,
    files_below,
    keys_of,
    paper_at,
)
from intake.store.erasures import erased_among
from intake.store.git import FORMAT_FILE, object_id
from intake.store.key_files import files_of
from intake.store.register import KeysMissingError, PaperErasedError, Register
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
    notes: Path | None = None,
    full: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Verification:
    """Check git, the layout, both parts of every paper, what it says, and its prices.

    With a ``cache``, papers that were whole the last time are only looked for, unless ``full``.
    ``notes`` is the folder that remembers which numbers were given out here.
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
    findings += _series(papers.values(), notes)
    findings += _without_keys(register, papers, papers.keys() - due.keys())
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


def _without_keys(
    register: Register, papers: Mapping[str, Paper], paths: Collection[str]
) -> Iterator[Finding]:
    """Look for the key packets of papers that are not read; what is erased has none."""
    if not paths:
        return
    present = set(files_below(register.keys))
    missing = {path: papers[path] for path in sorted(paths) if keys_of(path) not in present}
    if missing:
        gone = erased_among(papers.values())
        for path, paper in missing.items():
            if paper not in gone:
                yield Finding(place=path, what=str(KeysMissingError(paper)))


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
    dossiers = by_dossier(paper for paper in papers if paper.number in numbers)
    return [
        Finding(place=str(paper.body), what=what)
        for dossier in dossiers.values()
        for paper, what in misplaced(dossier)
    ]


def _series(papers: Collection[Paper], notes: Path | None) -> Iterator[Finding]:
    for series in Series:
        its = [paper for paper in papers if paper.kind is PaperKind(series)]
        for one in series_findings(series, its, notes):
            yield Finding(place=one.place, what=one.what)


def _faults(
    paper: Paper,
    register: Register,
    committed: Mapping[str, str],
    catalogue: Catalogue | None,
) -> Iterator[str]:
    """Return what is wrong with a paper; without a catalogue, it stays closed."""
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
    if paper.kind not in ADDED_PAPERS and paper.opened != paper.received.date():
        yield f"lies on another day than the one it came: {paper.received.date()}"
    if catalogue:
        yield from faults_inside(paper, register, catalogue)


def _erased_faults(paper: Paper, register: Register, committed: Mapping[str, str]) -> Iterator[str]:
    """Nothing but its body is left of an erased paper, and git holds the same."""
    if committed.get(str(paper.body)) != object_id(
        (register.repository.folder / paper.body).read_bytes()
    ):
        yield "is not what git holds"
    if files_of(paper, register.keys):
        yield "is erased, but its key packets are there: staff erase --apply"
