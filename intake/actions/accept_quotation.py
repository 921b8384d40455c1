# SPDX-License-Identifier: GPL-3.0-or-later
"""Accept a quotation, as its customer did by an answer: from then on there is a price to pay.

The paper says when and how, and calls for the payment request of the amount that was quoted.
Payments and the invoice follow it by themselves: they look at what was agreed.
"""

from dataclasses import replace
from datetime import date, datetime

from intake.actions.make_quotation import check_move
from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.named_prices import Acceptance, AcceptanceWay, quotation_of
from intake.model.quotation import Quotation
from intake.model.quotation_moves import QuotationEvent
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import Paper, PaperKind
from intake.store.paper_writer import PaperWriter
from intake.store.quotation_record import acceptance_to_json
from intake.store.register import Register


def plan_acceptance(
    number: OrderNumber, *, on: date, register: Register, now: datetime
) -> tuple[Paper, Quotation]:
    """Return the last quotation and its paper, or refuse with the rule.

    What counts is the day of the answer, not the day on which it is written down.
    """
    dossier = register.dossier(number)
    order = register.order(register.order_paper(number))
    # A quotation that lapsed meanwhile was accepted in time if the answer was.
    moment = now.combine(on, now.timetz()) if on < brussels_date(now) else now
    check_move(dossier, order, QuotationEvent.ACCEPT, register=register, now=moment)
    paper = [one for one in dossier if one.kind is PaperKind.QUOTATION][-1]
    quotation = quotation_of(order, register.named_prices(paper))
    if not quotation.issued <= on <= brussels_date(now):
        raise AcceptanceDayError(on, quotation.issued)
    return paper, quotation


def accept_quotation(  # noqa: PLR0913 - what was accepted, when, how and where, each named
    paper: Paper,
    *,
    on: date,
    way: AcceptanceWay,
    register: Register,
    writer: PaperWriter,
    now: datetime,
) -> Paper:
    """Write the acceptance down, and return its paper."""
    acceptance = Acceptance(number=paper.number, quotation=paper.mark, on=on, way=way, recorded=now)

    def record(added: Paper) -> bytes:
        return acceptance_to_json(replace(acceptance, recorded=added.received))

    order = register.order_paper(paper.number)
    return writer.attach(order, PaperKind.QUOTATION_ACCEPTED, acceptance.mark, now, record).paper


class AcceptanceDayError(RefusedError):
    """Nobody accepts what he does not have yet, nor tomorrow."""

    def __init__(self, on: date, issued: date) -> None:
        """Name the days."""
        super().__init__(
            f"the quotation is of {issued} and cannot have been accepted on {on};"
            " nothing was written"
        )
