# SPDX-License-Identifier: GPL-3.0-or-later
"""Mark an order as paid, running and so on, as staff have seen it.

For as long as payments and services have no papers of their own. A mistake is corrected by marking
again: the last mark counts.
"""

import hashlib
from datetime import date, datetime, timedelta

from intake.errors import RefusedError
from intake.model.order_state import OrderState, Progress, order_state, paper_kind_of
from intake.model.structured_communication import OrderNumber
from intake.store.dossier_records import progress_to_json
from intake.store.dossiers import PROGRESS_PAPERS, Paper, PaperKind
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register

_MARK_DIGITS = 16
_A_SECOND = timedelta(seconds=1)


def mark_order(  # noqa: PLR0913 - what is marked, where, and when, each named
    number: OrderNumber,
    state: OrderState,
    *,
    on: date,
    register: Register,
    writer: PaperWriter,
    now: datetime,
) -> None:
    """Add the paper that says so; AlreadySoError if the order is in that state."""
    dossier = register.dossier(number)
    if order_state(paper.kind for paper in dossier) is state:
        raise AlreadySoError(number, state)
    # The papers of a dossier are in the order of their times, and the last mark counts.
    moment = max(now, dossier[-1].received + _A_SECOND)
    marks = sum(paper.kind in PROGRESS_PAPERS for paper in dossier)
    text = f"progress/1 {number} {marks}"
    mark = hashlib.sha256(text.encode()).hexdigest()[:_MARK_DIGITS]

    def record(paper: Paper) -> bytes:
        return progress_to_json(
            Progress(number=number, state=state, on=on, recorded=paper.received)
        )

    writer.attach(dossier[0], PaperKind(paper_kind_of(state)), mark, moment, record)


class AlreadySoError(RefusedError):
    """The order is in that state already."""

    def __init__(self, number: OrderNumber, state: OrderState) -> None:
        """Say so."""
        super().__init__(f"order {number} is {state} already; nothing was written")
