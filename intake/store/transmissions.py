# SPDX-License-Identifier: GPL-3.0-or-later
"""What the papers of a dossier say of a structured file at the access point, by names alone."""

from collections.abc import Iterable

from intake.model.document_number import DocumentNumber
from intake.model.transmission import TransmissionStep, steps_of, transmission_mark
from intake.store.dossiers import TRANSMISSION_PAPERS, Paper


def transmission_steps(
    document: DocumentNumber, dossier: Iterable[Paper]
) -> list[TransmissionStep]:
    """Return the steps of a document, in their order."""
    kinds: dict[str, list[str]] = {}
    for paper in sorted(dossier, key=lambda one: one.received):
        if paper.kind in TRANSMISSION_PAPERS:
            kinds.setdefault(paper.mark, []).append(paper.kind)
    return steps_of(document, kinds)


def last_transmission(document: DocumentNumber, dossier: Iterable[Paper]) -> Paper | None:
    """Return the paper of the last step, if there is any."""
    papers = sorted(
        (one for one in dossier if one.kind in TRANSMISSION_PAPERS), key=lambda one: one.received
    )
    mark = transmission_mark(document, len(transmission_steps(document, papers)))
    return next((paper for paper in reversed(papers) if paper.mark == mark), None)
