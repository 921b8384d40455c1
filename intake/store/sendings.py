# SPDX-License-Identifier: GPL-3.0-or-later
"""What the papers of a dossier say about letters, by their names alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from intake.model.sending import (
    BEFORE_ANY,
    LetterKind,
    LetterState,
    Step,
    attempts_at,
    letter_state,
    notices_of,
    sending_mark,
)
from intake.store.dossiers import (
    ADDED_PAPERS,
    CLAIM_PAPERS,
    PROGRESS_PAPERS,
    QUOTATION_PAPERS,
    REQUEST_PAPERS,
    SENDING_PAPERS,
    TRANSMISSION_PAPERS,
    Paper,
    PaperKind,
)

# Which letters may be about a paper. A signed request names nobody to write to.
LETTERS: Mapping[PaperKind, tuple[LetterKind, ...]] = {
    PaperKind.ORDER: (LetterKind.ANSWER, LetterKind.COPY),
    **dict.fromkeys(REQUEST_PAPERS - {PaperKind.SIGNED}, (LetterKind.ACKNOWLEDGEMENT,)),
    PaperKind.MARKED_CANCELLED: (LetterKind.CANCELLATION,),
    PaperKind.QUOTATION: (LetterKind.QUOTATION,),
    PaperKind.QUOTATION_ACCEPTED: (LetterKind.ANSWER, LetterKind.COPY),
    PaperKind.INVOICE: (LetterKind.INVOICE, LetterKind.INVOICE_COPY),
    PaperKind.CREDIT_NOTE: (LetterKind.CREDIT_NOTE, LetterKind.CREDIT_NOTE_COPY),
}
# What a paper calls for by itself, unless a notice withholds it; any other letter is called for
# only where a notice says that it is due.
_CALLED_FOR = frozenset(
    {
        LetterKind.ANSWER,
        LetterKind.ACKNOWLEDGEMENT,
        LetterKind.QUOTATION,
        LetterKind.INVOICE,
        LetterKind.CREDIT_NOTE,
    }
)
# What else staff send about a paper that was added to a dossier; no outbox sends it.
CARRIED_BY: Mapping[PaperKind, LetterKind] = {
    PaperKind.KEY_CHALLENGE: LetterKind.KEY_CHALLENGE,
    PaperKind.ACCESS_CODES: LetterKind.ACCESS_CODES,
}
# What follows only once the mail server was to get the text; it may refuse before that.
_AFTER_SENDING = frozenset({PaperKind.SENT, PaperKind.DEFERRED})
# Two desks that were off line may both have seen that an order is paid, or given it back, or what
# the access point said.
_TWICE_IS_NO_FAULT = PROGRESS_PAPERS | CLAIM_PAPERS | TRANSMISSION_PAPERS


def attempts(letter: LetterKind, paper: Paper, dossier: Iterable[Paper]) -> list[Collection[Step]]:
    """Return what a dossier says of each try at the letter about a paper, the first try first."""
    return attempts_at(letter, paper.mark, _steps_by_mark(dossier))


def notices(letter: LetterKind, paper: Paper, dossier: Iterable[Paper]) -> Collection[Step]:
    """Return what a dossier says of the letter about a paper before any try."""
    return notices_of(letter, paper.mark, _steps_by_mark(dossier))


def state_of(letter: LetterKind, paper: Paper, dossier: Sequence[Paper]) -> LetterState:
    """Return where the letter about a paper is."""
    return letter_state(attempts(letter, paper, dossier), notices(letter, paper, dossier))


def letters_about(paper: Paper, dossier: Sequence[Paper]) -> Iterator[LetterKind]:
    """Return the letters that a paper calls for, or that were tried all the same."""
    for letter in LETTERS.get(paper.kind, ()):
        called_for = letter in _CALLED_FOR and not _is_overtaken(paper, dossier)
        if called_for or marks_of(letter, paper, dossier):
            yield letter


def _is_overtaken(paper: Paper, dossier: Iterable[Paper]) -> bool:
    """Say whether a quotation has another after it, or was accepted before its letter went."""
    later = (one for one in dossier if one.received > paper.received)
    is_quotation = paper.kind is PaperKind.QUOTATION
    return is_quotation and any(one.kind in QUOTATION_PAPERS for one in later)


def marks_of(letter: LetterKind, paper: Paper, dossier: Sequence[Paper]) -> list[str]:
    """Return the marks of all papers about a letter: of its notices, then of each try."""
    made = len(attempts(letter, paper, dossier))
    first = BEFORE_ANY if notices(letter, paper, dossier) else BEFORE_ANY + 1
    return [sending_mark(letter, paper.mark, one) for one in range(first, made + 1)]


def misplaced(dossier: Sequence[Paper]) -> Iterator[tuple[Paper, str]]:
    """Return the papers added to a dossier that should not be in it, and what is wrong."""
    steps = _steps_by_mark(dossier)
    opening = [paper for paper in dossier if _opens(paper)]
    days = {paper.opened for paper in opening}
    tries = {
        mark
        for paper in dossier
        for letter in LETTERS.get(paper.kind, ())
        for mark in marks_of(letter, paper, dossier)
    }
    tries |= _tries_of_added(dossier)
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


def _tries_of_added(dossier: Sequence[Paper]) -> set[str]:
    """Return the mark of each try at a letter that carries a paper added to a dossier."""
    return {
        mark
        for paper in dossier
        if paper.kind in CARRIED_BY
        for mark in marks_of(CARRIED_BY[paper.kind], paper, dossier)
    }


def _opens(paper: Paper) -> bool:
    return paper.kind not in ADDED_PAPERS or paper.kind is PaperKind.STATEMENT


def _steps_by_mark(dossier: Iterable[Paper]) -> Mapping[str, Collection[Step]]:
    steps: dict[str, set[Step]] = {}
    for paper in dossier:
        if paper.kind in SENDING_PAPERS:
            steps.setdefault(paper.mark, set()).add(Step(paper.kind))
    return steps
