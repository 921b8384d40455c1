# SPDX-License-Identifier: GPL-3.0-or-later
"""Give an order or a request back to the queue."""

from datetime import datetime

from intake.actions.take_order import (
    Claimant,
    TakenError,
    claim_record,
    claimed_by,
    open_dossier,
)
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import PaperKind


def give_back_order(
    number: OrderNumber, *, claimant: Claimant, now: datetime, anyones: bool
) -> int:
    """End our claims, or with ``anyones`` those of others too; return how many there were."""
    register = claimant.register
    claimant.exchange()
    papers, claims = open_dossier(number, register)
    ours = [one for one in claims if anyones or claimed_by(register, one) == claimant.by]
    if claims and not ours:
        raise TakenError(number, register, claims[0])
    for claim in ours:
        record = claim_record(claimant.by)
        claimant.writer.attach(papers[0], PaperKind.GIVEN_BACK, claim.mark, now, record)
    if ours:
        claimant.exchange()
    return len(ours)
