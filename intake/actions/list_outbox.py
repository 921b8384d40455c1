# SPDX-License-Identifier: GPL-3.0-or-later
"""List the letters that our papers call for, and where each is. Nothing is decrypted."""

from dataclasses import dataclass
from datetime import datetime

from intake.model.document_number import DocumentNumber, Series
from intake.model.sending import NOTICES, LetterKind, LetterState, Step
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import ISSUED_PAPERS, Paper, PaperKind, by_dossier
from intake.store.erasures import erased_among
from intake.store.register import Register
from intake.store.sendings import attempts, letters_about, marks_of, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLetter:
    """A letter, the paper it answers, and what became of it.

    ``tried`` is when the last try ended or began. ``last`` is the last that any paper says of it,
    ``said`` when.
    """

    letter: LetterKind
    paper: Paper
    state: LetterState
    attempts: int
    tried: datetime | None
    last: Step | None
    said: datetime | None

    @property
    def number(self) -> OrderNumber:
        """The order or the request that it is about."""
        return self.paper.number

    @property
    def document(self) -> DocumentNumber | None:
        """The invoice or the credit note that it carries, if it does."""
        if self.paper.kind not in ISSUED_PAPERS:
            return None
        return DocumentNumber.of_mark(Series(self.paper.kind), self.paper.mark)

    @property
    def name(self) -> str:
        """What people call it: the letter, and what it is about."""
        return f"{self.letter} {self.document or self.number}"


def list_outbox(*, register: Register) -> list[PostedLetter]:
    """Return every letter, the oldest paper first; of an erased paper none can be made."""
    everything = list(register.papers())
    gone = erased_among(everything)
    letters = [
        _posted(letter, paper, papers)
        for papers in by_dossier(everything).values()
        for paper in papers
        if paper not in gone
        for letter in letters_about(paper, papers)
    ]
    return sorted(letters, key=lambda one: (one.paper.received, one.number))


def _posted(letter: LetterKind, paper: Paper, dossier: list[Paper]) -> PostedLetter:
    marks = marks_of(letter, paper, dossier)
    told = [(one.received, marks.index(one.mark), one.kind) for one in dossier if one.mark in marks]
    steps = [(at, Step(kind)) for at, _, kind in sorted(told, key=_in_turn)]
    tries = [at for at, step in steps if step not in NOTICES]
    last, said = (steps[-1][1], steps[-1][0]) if steps else (None, None)
    return PostedLetter(
        letter=letter,
        paper=paper,
        state=state_of(letter, paper, dossier),
        attempts=len(attempts(letter, paper, dossier)),
        tried=max(tries, default=None),
        last=last,
        said=said,
    )


def _in_turn(told: tuple[datetime, int, PaperKind]) -> tuple[datetime, int, bool]:
    """Order what was said in the same second: try by try, its end after its beginning."""
    at, place, kind = told
    return at, place, kind is not PaperKind.SENDING
