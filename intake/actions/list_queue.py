# SPDX-License-Identifier: GPL-3.0-or-later
"""List what waits for staff: every order that nobody has taken up, oldest first.

Nothing is decrypted: the names of the papers say when and which.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import PaperKind
from intake.store.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One order in the queue, and for how long it has been there."""

    number: OrderNumber
    kind: PaperKind
    received: datetime
    since: timedelta


def list_queue(*, register: Register, now: datetime) -> list[Waiting]:
    """Return the queue, the longest waiting first."""
    return [
        Waiting(
            number=paper.number,
            kind=paper.kind,
            received=paper.received,
            since=now - paper.received,
        )
        for paper in sorted(register.papers(), key=lambda paper: (paper.received, paper.number))
    ]
