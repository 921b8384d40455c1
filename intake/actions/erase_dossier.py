# SPDX-License-Identifier: GPL-3.0-or-later
"""Erase a dossier: look what goes and what the law keeps, write it down, delete the key packets.

The paper comes first: a machine that dies before the files are gone leaves a paper that says they
should be, which verifying finds and a second call carries out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.model.calendar import brussels_date
from intake.model.erasure import Erasure, ErasureReason, erasure_mark
from intake.model.order_state import OrderState, order_state
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import Paper, PaperKind
from intake.store.erasure_record import erasure_to_json
from intake.store.erasures import add_to_list, erased, erasures_among, kept, taken
from intake.store.git import Repository
from intake.store.key_files import delete_files, files_of
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register

# The first backup of a month stays for twelve months, until that of the thirteenth is made.
_LAST_COPY = timedelta(days=13 * 31)
# A contract that is being carried out needs its papers (GDPR, article 6(1)(b)).
_IN_USE = frozenset({OrderState.PAID, OrderState.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """What an erasure at this moment would take, which files go, and what stays until when."""

    dossier: tuple[Paper, ...]
    at: datetime
    papers: tuple[Paper, ...]
    files: tuple[Path, ...]
    kept: tuple[tuple[Paper, date], ...]

    @property
    def number(self) -> OrderNumber:
        """The number of the dossier."""
        return self.dossier[0].number

    @property
    def last_copy(self) -> date:
        """By when no backup holds the key packets any more."""
        return brussels_date(self.at + _LAST_COPY)


def plan_erasure(
    number: OrderNumber, *, register: Register, folders: Sequence[Path], now: datetime
) -> ErasurePlan:
    """Look, and touch nothing; NothingToEraseError if nothing is left, InUseError if it is needed.

    ``folders`` are all those that hold key packets.
    """
    dossier = register.any_dossier(number)
    state = order_state(paper.kind for paper in dossier)
    if state in _IN_USE:
        raise InUseError(number, state)
    # What the clock of another machine dated later is there now, and goes as well.
    at = max(now, dossier[-1].received)
    gone = erased(dossier)
    papers = tuple(paper for paper in taken(dossier, at) if paper not in gone)
    stay = kept(dossier, brussels_date(at))
    if not papers:
        raise NothingToEraseError(number, stay.values())
    return ErasurePlan(
        dossier=tuple(dossier),
        at=at,
        papers=papers,
        files=tuple(key_files(papers, folders)),
        kept=tuple(stay.items()),
    )


def erase_dossier(  # noqa: PLR0913 - what, why, who, and where, each named
    plan: ErasurePlan,
    reason: ErasureReason,
    who: str,
    *,
    writer: PaperWriter,
    folders: Sequence[Path],
    notes: Path,
) -> None:
    """Write the paper of the erasure, delete the files, and put it on the list."""
    attach_erasure(plan.dossier, plan.at, reason, who, writer=writer)
    carry_out(plan.papers, folders, writer.repository)
    note_erasures(writer.papers(plan.dossier[0]), notes)


def note_erasures(papers: Iterable[Paper], notes: Path) -> None:
    """Put every erasure that papers record on the list."""
    try:
        add_to_list(notes, erasures_among(papers))
    except OSError as error:
        raise ListUnwritableError(notes, error) from error


def attach_erasure(
    dossier: Sequence[Paper], at: datetime, reason: ErasureReason, who: str, *, writer: PaperWriter
) -> None:
    """Add the paper that records an erasure to its dossier."""
    number = dossier[0].number
    count = sum(paper.kind is PaperKind.ERASURE for paper in dossier)

    def record(paper: Paper) -> bytes:
        return erasure_to_json(Erasure(number=number, at=paper.received, reason=reason, who=who))

    mark = erasure_mark(number, reason, count)
    writer.attach(dossier[0], PaperKind.ERASURE, mark, at, record)


def carry_out(papers: Iterable[Paper], folders: Sequence[Path], repository: Repository) -> None:
    """Delete the key packets of erased papers; ErasureUnfinishedError says what is left."""
    left: list[Path] = []
    papers = list(papers)
    with repository.writing():
        for folder in folders:
            for paper in papers:
                try:
                    delete_files(files_of(paper, folder), folder)
                except OSError:
                    left += files_of(paper, folder)
    if left:
        raise ErasureUnfinishedError(left)


def key_files(papers: Iterable[Paper], folders: Sequence[Path]) -> Iterable[Path]:
    """Return all that would open the papers, in every folder."""
    return (path for folder in folders for paper in papers for path in files_of(paper, folder))


class InUseError(RefusedError):
    """The order is being carried out."""

    def __init__(self, number: OrderNumber, state: OrderState) -> None:
        """Say what has to happen first."""
        super().__init__(
            f"order {number} is {state}: its papers are needed. End it first, or cancel it:"
            f" staff orders mark {number} ended"
        )


class NothingToEraseError(RefusedError):
    """Everything that may go is gone."""

    def __init__(self, number: OrderNumber, terms: Iterable[date]) -> None:
        """Say until when the law keeps the rest, if there is any."""
        last = max(terms, default=None)
        why = f"the law keeps what is there until {last}" if last else "it is erased already"
        super().__init__(f"nothing of dossier {number} can be erased: {why}")


class ErasureUnfinishedError(UnavailableError):
    """Some files could not be deleted."""

    def __init__(self, left: Sequence[Path]) -> None:
        """Name them."""
        names = ", ".join(str(path) for path in left)
        super().__init__(
            f"the erasure is written down, but these could not be deleted: {names}."
            " Mend that, then type: staff erase --apply"
        )


class ListUnwritableError(UnavailableError):
    """The list of erasures could not be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        """Name it."""
        super().__init__(
            f"erased, but {path} could not be written: {error.strerror}."
            " Mend that, then type: staff erase --apply"
        )
