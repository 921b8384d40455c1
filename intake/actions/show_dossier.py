# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a dossier: each of its papers, decrypted and told, oldest first."""

from collections.abc import Callable, Sequence

from intake.actions.tell_paper import ToldPaper, tell_paper
from intake.store.dossiers import ADDED_PAPERS, SENDING_PAPERS, Paper, PaperKind
from intake.store.register import Register

# What is said before a letter is tried.
_BEFORE = frozenset({PaperKind.DUE, PaperKind.WITHHELD})
_PLACES = {kind: place for place, kind in enumerate(PaperKind)}


def show_dossier(
    papers: Sequence[Paper],
    *,
    register: Register,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[ToldPaper, ...]:
    """Return every paper with its sentence; ``progress`` is told how many are read."""
    told = []
    for done, paper in enumerate(sorted(papers, key=_in_turn), start=1):
        told.append(tell_paper(paper, register))
        progress(done, len(papers))
    return tuple(told)


def _in_turn(paper: Paper) -> tuple[object, ...]:
    """Order papers of one second as they come: what opens a dossier comes first, letters last."""
    kind = paper.kind
    of_a_letter = (kind in SENDING_PAPERS, kind not in _BEFORE)
    return paper.received, kind in ADDED_PAPERS, *of_a_letter, _PLACES[kind], paper.mark
