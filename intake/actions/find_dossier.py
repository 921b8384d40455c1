# SPDX-License-Identifier: GPL-3.0-or-later
"""Find dossiers by a number, a name, a mail address or a domain name.

Without an index every order and request is decrypted. The index is brought from the commit that it
knows to the present one: what came is decrypted, what was erased leaves it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from intake.errors import IntakeError
from intake.model.search_facts import (
    FactKind,
    SearchFact,
    facts_of_order,
    facts_of_request,
    folded,
    matching,
)
from intake.model.structured_communication import BadNumberError, OrderNumber, parse_number
from intake.openpgp.encrypt import Sealer
from intake.store.dossiers import (
    REQUEST_PAPERS,
    Paper,
    PaperKind,
    dossier_of,
    paper_at,
)
from intake.store.erasures import erased, erased_among
from intake.store.find_index import (
    Facts,
    FindIndex,
    drop_index,
    has_index,
    read_index,
    write_index,
)
from intake.store.history import is_before, paths_between
from intake.store.open_dossiers import open_dossiers
from intake.store.register import Register

_OPENING = REQUEST_PAPERS | {PaperKind.ORDER}
# Gpg is a process for each paper: with one for each core of a small machine all of it is used.
_AT_ONCE = 2
_SHORTEST = 2
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A dossier that was found: what opened it, all that it can be found by, and what matched."""

    paper: Paper
    facts: Facts
    matched: Facts

    def first(self, kind: FactKind) -> str:
        """Return the first fact of a kind: that of the customer himself, or of the sender."""
        return next((fact.text for fact in self.facts if fact.kind is kind), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was found, the newest first, and how many papers nobody could read."""

    findings: tuple[Finding, ...]
    unread: int


def find_dossier(
    text: str, *, register: Register, index: FindIndex | None, progress: Progress
) -> Search:
    """Search the index, or without one every paper; a number is looked up in the register."""
    number = number_in(text)
    if number is not None:
        papers = _opening(dossier_of(register.repository.folder, number))
        return _searched(read_facts(papers, register, progress), text, number)
    if index is None:
        papers = _living(register)
        return _searched(read_facts(papers, register, progress), text, None)
    known = {paper_at(path): facts for path, facts in index.papers.items()}
    facts: dict[Paper, Facts | None] = {**known, **{paper_at(one): None for one in index.unread}}
    return _searched(facts, text, None)


def refresh_index(
    *, register: Register, cache: Path, sealer: Sealer, progress: Progress
) -> FindIndex:
    """Make the index, or bring it to the present commit, and return it."""
    known, tip = read_index(cache, register.opener), register.repository.tip()
    if known and known.tip and is_before(register.repository, known.tip, tip):
        papers, gone = _news(known, register, tip, cache)
    else:
        known, papers, gone = FindIndex(), _living(register), frozenset[str]()
    read = read_facts(papers, register, progress)
    kept = {path: facts for path, facts in known.papers.items() if path not in gone}
    fresh = {str(paper.body): facts for paper, facts in read.items() if facts is not None}
    unread = frozenset(str(paper.body) for paper, facts in read.items() if facts is None)
    now = FindIndex(tip=tip, papers={**kept, **fresh}, unread=unread)
    if now != known or not has_index(cache):
        write_index(cache, now, sealer)
    return now


def forget_erased(*, register: Register, cache: Path, sealer: Sealer) -> None:
    """Have what is erased leave the index; one that cannot be read or written goes as a whole."""
    if not has_index(cache):
        return
    try:
        if read_index(cache, register.opener) is None:
            drop_index(cache)
        else:
            refresh_index(
                register=register, cache=cache, sealer=sealer, progress=lambda _done, _all: None
            )
    except (IntakeError, OSError):
        drop_index(cache)


def read_facts(
    papers: Sequence[Paper], register: Register, progress: Progress
) -> dict[Paper, Facts | None]:
    """Decrypt papers and return what each can be found by; None if nobody can read it here."""

    def read(paper: Paper) -> Facts | None:
        try:
            return _facts(paper, register)
        except IntakeError:
            return None

    found: dict[Paper, Facts | None] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # The first alone: gpg's agent may have to ask for a passphrase, and should ask once.
        for paper in papers[:1]:
            found[paper] = read(paper)
        for paper, facts in zip(papers[1:], pool.map(read, papers[1:]), strict=True):
            found[paper] = facts
            progress(len(found), len(papers))
    return found


def _facts(paper: Paper, register: Register) -> Facts:
    number = SearchFact(kind=FactKind.NUMBER, text=paper.number)
    if paper.kind is PaperKind.ORDER:
        return (number, *facts_of_order(register.order(paper).request))
    return (number, *facts_of_request(register.request(paper)))


def number_in(text: str) -> OrderNumber | None:
    """Return the order number that a text is, also written as a structured communication."""
    try:
        return parse_number(text)
    except BadNumberError:
        return None


def _searched(read: Mapping[Paper, Facts | None], text: str, number: OrderNumber | None) -> Search:
    findings = [
        Finding(paper=paper, facts=facts, matched=tuple(matched))
        for paper, facts in read.items()
        if facts is not None and (matched := matching(facts, number or text))
    ]
    findings.sort(key=lambda one: (one.paper.received, one.paper.number), reverse=True)
    unread = sum(facts is None for facts in read.values())
    return Search(findings=tuple(findings), unread=unread)


def _opening(papers: Iterable[Paper]) -> list[Paper]:
    papers = list(papers)
    gone = erased(papers)
    return [one for one in papers if one.kind in _OPENING and one not in gone]


def _living(register: Register) -> list[Paper]:
    """Return what opened each dossier that is not erased."""
    papers = list(register.papers())
    gone = erased_among(papers)
    return [one for one in papers if one.kind in _OPENING and one not in gone]


def _news(
    known: FindIndex, register: Register, tip: str, cache: Path
) -> tuple[list[Paper], frozenset[str]]:
    """Return what is to be read that the index does not know, and what has left since."""
    folder = register.repository.folder
    paths = paths_between(register.repository, known.tip, tip) if known.tip != tip else []
    touched = {paper.number for paper in map(paper_at, _papers(paths))}
    touched |= {paper_at(path).number for path in known.unread}
    dossiers = [dossier_of(folder, number) for number in sorted(touched)]
    # What git does not have yet is open: nobody has finished it.
    dossiers += open_dossiers(register.repository, cache)
    wanted = {str(one.body): one for papers in dossiers for one in _opening(papers)}
    gone = frozenset(str(one.body) for papers in dossiers for one in erased(papers))
    return [paper for path, paper in wanted.items() if path not in known.papers], gone


def _papers(paths: Iterable[str]) -> Iterator[str]:
    return (path for path in paths if path.startswith("dossiers/"))


def is_worth_searching(text: str) -> bool:
    """Say whether a text is more than a letter."""
    return len(folded(text)) >= _SHORTEST
