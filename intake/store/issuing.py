# SPDX-License-Identifier: GPL-3.0-or-later
"""Give out the numbers of invoices and credit notes: under the lock, with the document, no gap.

A number is taken when its paper lies on the disk and not before, so a kill at any line leaves
either the whole document under the next number, or nothing. The papers of a run go down in the
order of their numbers and into git in one commit, before the lock is let go. Where several desks
may issue, the hub has the commit before anything lies here (store/number_hub.py).
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.document_number import DocumentNumber, Series, next_numbers
from intake.model.invoice import check_follows
from intake.model.invoice_moves import INVOICE_MOVES, InvoiceEvent, InvoiceState
from intake.openpgp.packets import Sealed
from intake.store.dossiers import Paper, PaperKind
from intake.store.durable import make_folder
from intake.store.issued_papers import numbers_of, series_papers
from intake.store.key_files import INCOMPLETE
from intake.store.last_numbers import ForgottenError, forgotten, note_numbers
from intake.store.number_hub import NumberHub, NumbersBusyError
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register

# Rendering and encrypting use all of a core each; the machines we run on have two.
_CORES = 2
# Where the invoice of an order is once its dossier has a document of the series.
_ONCE_THERE = {
    Series.INVOICE: (InvoiceState.ISSUED, InvoiceEvent.ISSUE),
    Series.CREDIT_NOTE: (InvoiceState.CREDITED, InvoiceEvent.CREDIT),
}
# So long does nobody else add to a dossier: some two seconds.
BATCH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """Who decides on numbers, and what remembers them: the hub, and the folder of the notes."""

    hub: NumberHub | None = None
    notes: Path | None = None


# A register that nobody shares, and that nothing remembers.
ALONE = Numbering()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document without a number: the dossier it belongs to, and how to write its record."""

    dossier: Paper
    compose: Callable[[DocumentNumber, datetime], bytes]


def issue(  # noqa: PLR0913 - what is issued, where and by whose numbers, each named
    drafts: Sequence[Draft],
    series: Series,
    *,
    register: Register,
    writer: PaperWriter,
    now: datetime,
    numbering: Numbering = ALONE,
) -> Iterator[Paper]:
    """Issue the drafts one after the other, and return each paper once it is in git.

    SeriesBrokenError, BeforeLastError, IssuedOnceError or ForgottenError mean that nothing more was
    issued, and so does what asking the hub raises.
    """
    run = _Run(series=series, register=register, writer=writer, now=now, numbering=numbering)
    for start in range(0, len(drafts), BATCH):
        batch = drafts[start : start + BATCH]
        hub = numbering.hub
        papers = _issue_at_hub(batch, run, hub) if hub else _issue_here(batch, run)
        if numbering.notes:
            note_numbers(numbering.notes, numbers_of(series, papers))
        yield from papers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What all documents of a run have in common."""

    series: Series
    register: Register
    writer: PaperWriter
    now: datetime
    numbering: Numbering

    @property
    def moment(self) -> datetime:
        """When they are issued, in whole seconds."""
        return self.now.astimezone(UTC).replace(microsecond=0)


def _issue_at_hub(drafts: Sequence[Draft], run: _Run, hub: NumberHub) -> list[Paper]:
    repository = run.register.repository
    for _ in hub.tries(run.now):
        with repository.writing() as lock:
            there, papers = _numbered(drafts, run)
            sealed = dict(_sealed(drafts, papers, run.series, run.writer))
            for paper in papers:
                _set_aside(paper, run.register)
            files = _uncommitted(there, run.register)
            message = _message([*files, *papers])
            bodies = {paper.body: data for paper, data in files.items()}
            bodies |= {paper.body: one.body for paper, one in sealed.items()}
            commit = repository.commit_aside(lock, bodies, message, run.now)
            keys = run.register.keys
            if hub.offer(sealed, commit, repository=repository, keys=keys):
                return papers
    raise NumbersBusyError


def _issue_here(drafts: Sequence[Draft], run: _Run) -> list[Paper]:
    register, series, writer, now = run.register, run.series, run.writer, run.now
    with register.repository.writing() as lock:
        there, papers = _numbered(drafts, run)
        try:
            for paper, sealed in _sealed(drafts, papers, series, writer):
                _set_aside(paper, register)
                writer.lay(paper, sealed)
                there.append(paper)
        finally:
            # What lies there is issued, whatever became of the rest.
            _commit(there, register, lock, now)
    return papers


def _numbered(drafts: Sequence[Draft], run: _Run) -> tuple[list[Paper], list[Paper]]:
    """Return the papers of the series that are there, and those that come next."""
    there = check_issuable(
        [draft.dossier for draft in drafts],
        run.series,
        register=run.register,
        moment=run.moment,
        numbering=run.numbering,
    )
    return there, _papers(drafts, run.series, numbers_of(run.series, there), run.moment)


def check_issuable(
    dossiers: Sequence[Paper],
    series: Series,
    *,
    register: Register,
    moment: datetime,
    numbering: Numbering = ALONE,
) -> list[Paper]:
    """Return the papers of the series that are there, if the rules let each dossier have its own.

    A rehearsal asks it as well, so that it refuses what issuing would refuse.
    """
    there = series_papers(register, series)
    check_follows(moment, max((one.received for one in there), default=None))
    taken = {one.number: one for one in there}
    for dossier in dossiers:
        if dossier.number in taken:
            raise IssuedOnceError(taken[dossier.number])
    for missing in forgotten(numbering.notes, series, numbers_of(series, there)):
        raise ForgottenError(missing)
    return there


def _papers(
    drafts: Sequence[Draft], series: Series, numbers: list[DocumentNumber], moment: datetime
) -> list[Paper]:
    year = brussels_date(moment).year
    given = next_numbers(series, year, numbers, wanted=len(drafts))
    return [
        Paper(
            number=draft.dossier.number,
            opened=draft.dossier.opened,
            kind=PaperKind(series),
            received=moment,
            mark=number.mark,
        )
        for draft, number in zip(drafts, given, strict=True)
    ]


def _sealed(
    drafts: Sequence[Draft], papers: Sequence[Paper], series: Series, writer: PaperWriter
) -> Iterator[tuple[Paper, Sealed]]:
    """Write and encrypt the records on all cores; return them in the order of their numbers."""

    def made(draft: Draft, paper: Paper) -> Sealed:
        (number,) = numbers_of(series, [paper])
        return writer.seal(draft.compose(number, paper.received))

    with ThreadPoolExecutor(_CORES) as cores:
        waiting: deque[tuple[Paper, Future[Sealed]]] = deque(
            (paper, cores.submit(made, draft, paper))
            for draft, paper in zip(drafts, papers, strict=True)
        )
        try:
            while waiting:
                paper, sealed = waiting.popleft()
                yield paper, sealed.result()
        finally:
            for _, left in waiting:
                left.cancel()


def _set_aside(paper: Paper, register: Register) -> None:
    """Move the key packets of a document that a kill kept from being one out of the way."""
    keys = register.keys / paper.keys
    if keys.exists():
        make_folder((register.keys / INCOMPLETE / paper.keys).parent)
        keys.rename(register.keys / INCOMPLETE / paper.keys)


def _commit(papers: Sequence[Paper], register: Register, lock: int, now: datetime) -> None:
    """Commit what git does not have of the series, what a killed run left included."""
    missing = _uncommitted(papers, register)
    if missing:
        files = {paper.body: data for paper, data in missing.items()}
        register.repository.commit_holding(lock, files, _message([*missing]), now)


def _uncommitted(papers: Sequence[Paper], register: Register) -> dict[Paper, bytes]:
    """Return what git does not have of the series, in the order of the numbers."""
    committed, folder = register.repository.committed(), register.repository.folder
    return {
        paper: (folder / paper.body).read_bytes()
        for paper in papers
        if str(paper.body) not in committed
    }


def _message(papers: Sequence[Paper]) -> str:
    first, last = papers[0], papers[-1]
    (number,) = numbers_of(Series(first.kind), [first])
    (end,) = numbers_of(Series(last.kind), [last])
    what = f"{number}" if first == last else f"{number} to {end}"
    return f"Issue {first.kind} {what}"


class IssuedOnceError(RefusedError):
    """The dossier has such a document already."""

    def __init__(self, paper: Paper) -> None:
        """Name it."""
        series = Series(paper.kind)
        number, rule = (
            DocumentNumber.of_mark(series, paper.mark),
            INVOICE_MOVES.rule(*_ONCE_THERE[series]),
        )
        super().__init__(f"order {paper.number} has {series} {number}: {rule}; nothing was issued")
