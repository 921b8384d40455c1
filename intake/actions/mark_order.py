# SPDX-License-Identifier: GPL-3.0-or-later
"""Mark an order as paid, running and so on, as staff have seen it.

For as long as services have no papers of their own. The last mark counts; what may follow what is
the table in intake/model/order_moves.py, and a mistake is taken back by the mark received.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from intake.model.invoice_moves import INVOICE_MOVES, InvoiceEvent, invoice_state
from intake.model.order_moves import ORDER_MOVES, OrderEvent
from intake.model.order_state import OrderState, Progress, order_state, paper_kind_of
from intake.model.paper_mark import paper_mark
from intake.model.structured_communication import OrderNumber
from intake.store.dossier_records import progress_to_json
from intake.store.dossiers import PROGRESS_PAPERS, Paper, PaperKind
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register

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
    """Add the paper that says so; ForbiddenMoveError if a rule says no."""
    dossier = register.dossier(number)
    check_mark(dossier, state)
    # The papers of a dossier are in the order of their times, and the last mark counts.
    moment = max(now, dossier[-1].received + _A_SECOND)
    marks = sum(paper.kind in PROGRESS_PAPERS for paper in dossier)
    mark = paper_mark(f"progress/1 {number} {marks}")

    def record(paper: Paper) -> bytes:
        return progress_to_json(
            Progress(number=number, state=state, on=on, recorded=paper.received)
        )

    writer.attach(dossier[0], PaperKind(paper_kind_of(state)), mark, moment, record)


def check_mark(dossier: Sequence[Paper], state: OrderState) -> None:
    """Refuse a mark that makes no sense where the order is; ForbiddenMoveError names the rule."""
    kinds, what = [paper.kind for paper in dossier], f"order {dossier[0].number}"
    ORDER_MOVES.check(order_state(kinds), OrderEvent(state), what)
    if state is OrderState.CANCELLED:
        what = f"the invoice of {what}"
        INVOICE_MOVES.check(invoice_state(kinds), InvoiceEvent.CANCEL, what)
