# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a dossier is: the open claim that reached the hub first."""

from collections.abc import Iterable, Sequence

from intake.model.claim import open_claims
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import CLAIM_PAPERS, Paper, PaperKind, by_dossier
from intake.store.git import Repository
from intake.store.union import arrivals


def claims_in(papers: Iterable[Paper]) -> list[Paper]:
    """Return the papers of the open claims of one dossier; nothing is decrypted."""
    papers = list(papers)
    marks = set(open_claims((paper.kind, paper.mark) for paper in papers))
    return [paper for paper in papers if paper.kind is PaperKind.TAKEN and paper.mark in marks]


def in_turn(repository: Repository, claims: Sequence[Paper]) -> list[Paper]:
    """Return the claims, the one that counts first.

    What the hub does not have yet comes after all that it has.
    """
    if len(claims) < 2:  # noqa: PLR2004  # nobody to compare with
        return list(claims)
    by_path = {str(paper.body): paper for paper in claims}
    known = arrivals(repository.folder, list(by_path))
    return [by_path[path] for path in [*known, *(path for path in by_path if path not in known)]]


def claimed(papers: Iterable[Paper]) -> dict[OrderNumber, list[Paper]]:
    """Return the open claims of every dossier that somebody has."""
    dossiers = by_dossier(paper for paper in papers if paper.kind in CLAIM_PAPERS)
    found = ((number, claims_in(dossier)) for number, dossier in dossiers.items())
    return {number: claims for number, claims in found if claims}
