# SPDX-License-Identifier: GPL-3.0-or-later
"""An erasure: the key packets of a dossier are deleted, and a paper says so."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.model.paper_mark import paper_mark
from intake.model.structured_communication import OrderNumber


class ErasureReason(StrEnum):
    """Why (GDPR, article 17(1)): a person asked, nobody needs it, it should never have come."""

    ASKED = "asked"
    NOT_NEEDED = "not-needed"
    UNLAWFUL = "unlawful"
    # A backup from before the erasure was restored, and the list of erasures named it.
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What the paper records. ``who`` is the fingerprint of a staff key; nobody else is named."""

    number: OrderNumber
    at: datetime
    reason: ErasureReason
    who: str


def erasure_mark(number: OrderNumber, reason: ErasureReason, count: int) -> str:
    """Return the mark of a dossier's erasure, counted from 0.

    >>> erasure_mark(OrderNumber("2026000042"), ErasureReason.ASKED, 0)
    '2c1e732aa6de6272'
    """
    series = "restored" if reason is ErasureReason.RESTORED else "erased"
    return paper_mark(f"erasure/1 {number} {series} {count}")
