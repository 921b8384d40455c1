# SPDX-License-Identifier: GPL-3.0-or-later
"""List what is taken: by whom, since when, and where more than one of us did so off line."""

from collections.abc import Iterable, Mapping, Sequence

from intake.actions.take_order import describe
from intake.model.structured_communication import OrderNumber
from intake.store.claims import claimed
from intake.store.dossiers import CLAIM_PAPERS, Paper
from intake.store.register import Register


def list_taken(register: Register) -> Mapping[OrderNumber, Sequence[str]]:
    """Return who has each dossier that somebody has; the claim that counts comes first."""
    found = sorted(claimed(register.papers()).items())
    return {number: describe(register, claims) for number, claims in found}


def double_claims(
    register: Register, moved: Iterable[Paper]
) -> Mapping[OrderNumber, Sequence[str]]:
    """Return those of the dossiers that papers are about which more than one of us has."""
    numbers = {paper.number for paper in moved if paper.kind in CLAIM_PAPERS}
    if not numbers:
        return {}
    claims = claimed(paper for paper in register.papers() if paper.number in numbers)
    return {
        number: describe(register, several)
        for number, several in sorted(claims.items())
        if len(several) > 1
    }
