# SPDX-License-Identifier: GPL-3.0-or-later
"""What the papers of a dossier say about letters, by their names alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from intake.model.sending import LetterKind, Step, attempts_at, sending_mark
from intake.store.dossiers import (
    ADDED_PAPERS,
    CLAIM_PAPERS,
    PROGRESS_PAPERS,
    SENDING_PAPERS,
    Paper,
    PaperKind,
)

# Which letter a paper calls for.
LETTERS: Mapping[PaperKind, LetterKind] = {PaperKind.ORDER: LetterKind.ANSWER}
# What follows only once the mail server was to get the text; it may refuse before that.
_AFTER_SENDING = frozenset({PaperKind.SENT, PaperKind.DEFERRED})
# Two desks that were off line may both have seen that an order is paid, or given it back.
_TWICE_IS_NO_FAULT = PROGRESS_PAPERS | CLAIM_PAPERS


def attempts(letter: LetterKind, paper: Paper, dossier: Iterable[Paper]) -> list[Collection[Step]]:
    """Return what a dossier says of each try at the letter about a paper, the first try first."""
    return attempts_at(letter, paper.mark, _steps_by_mark(dossier))


def attempt_marks(letter: LetterKind, paper: Paper, dossier: Iterable[Paper]) -> list[str]:
    """Return the mark of each try at the letter about a paper."""
    made = len(attempts(letter, paper, dossier))
    return [sending_mark(letter, paper.mark, one + 1) for one in range(made)]


def misplaced(dossier: Sequence[Paper]) -> Iterator[tuple[Paper, str]]:
    """Return the papers added to a dossier that should not be in it, and what is wrong."""
    steps = _steps_by_mark(dossier)
    opening = [paper for paper in dossier if paper.kind not in ADDED_PAPERS]
    days = {paper.opened for paper in opening}
    tries = {
        mark
        for paper in opening
        if paper.kind in LETTERS
        for letter in LetterKind
        for mark in attempt_marks(letter, paper, dossier)
    }
    seen = set()
    for paper in dossier:
        if paper.kind not in ADDED_PAPERS:
            continue
        if paper.opened not in days:
            yield paper, "lies in a dossier that nothing opened"
        if (paper.kind, paper.mark) in seen and paper.kind not in _TWICE_IS_NO_FAULT:
            yield paper, "was added twice"
        seen.add((paper.kind, paper.mark))
        if paper.kind in SENDING_PAPERS and paper.mark not in tries:
            yield paper, "is about a letter that answers no paper here"
        if paper.kind in _AFTER_SENDING and Step.SENDING not in steps[paper.mark]:
            yield paper, "ends a try that no paper began"


def _steps_by_mark(dossier: Iterable[Paper]) -> Mapping[str, Collection[Step]]:
    steps: dict[str, set[Step]] = {}
    for paper in dossier:
        if paper.kind in SENDING_PAPERS:
            steps.setdefault(paper.mark, set()).add(Step(paper.kind))
    return steps
