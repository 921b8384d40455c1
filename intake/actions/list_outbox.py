# SPDX-License-Identifier: GPL-3.0-or-later
"""List the letters that our papers call for, and where each is. Nothing is decrypted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from intake.model.sending import LetterKind, LetterState, letter_state
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import Paper
from intake.store.register import Register
from intake.store.sendings import LETTERS, attempt_marks, attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLetter:
    """A letter, the paper it answers, and what became of it; ``tried`` is the last try."""

    letter: LetterKind
    paper: Paper
    state: LetterState
    attempts: int
    tried: datetime | None

    @property
    def number(self) -> OrderNumber:
        """The order that it is about."""
        return self.paper.number


def list_outbox(*, register: Register) -> list[PostedLetter]:
    """Return every letter, the oldest paper first."""
    dossiers: dict[OrderNumber, list[Paper]] = defaultdict(list)
    for paper in register.papers():
        dossiers[paper.number].append(paper)
    letters = [
        _posted(LETTERS[paper.kind], paper, papers)
        for papers in dossiers.values()
        for paper in papers
        if paper.kind in LETTERS
    ]
    return sorted(letters, key=lambda one: (one.paper.received, one.number))


def _posted(letter: LetterKind, paper: Paper, dossier: list[Paper]) -> PostedLetter:
    marks = attempt_marks(letter, paper, dossier)
    return PostedLetter(
        letter=letter,
        paper=paper,
        state=letter_state(attempts(letter, paper, dossier)),
        attempts=len(marks),
        tried=max((one.received for one in dossier if one.mark in marks), default=None),
    )
