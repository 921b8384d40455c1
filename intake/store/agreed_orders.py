# SPDX-License-Identifier: GPL-3.0-or-later
"""What was agreed about an order: as it came, or with the prices of the quotation accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intake.errors import UnavailableError
from intake.model.calendar import brussels_date
from intake.model.named_prices import quotation_of
from intake.model.order import Order
from intake.model.quotation import Quotation, quoted_order
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import Paper, PaperKind
from intake.store.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedOrder:
    """An order as it is to be paid.

    ``paper`` is what the payment request answers, ``issued`` its date.
    """

    order: Order
    paper: Paper
    issued: date


def agreed_order(number: OrderNumber, register: Register) -> AgreedOrder:
    """Return what was agreed; OrderNotFoundError, or what reading its papers raises."""
    return agreed_in(register.dossier(number), register)


def agreed_in(dossier: Sequence[Paper], register: Register) -> AgreedOrder:
    """Return what the papers of a dossier say was agreed. Of two acceptances the first counts."""
    opening = next(paper for paper in dossier if paper.kind is PaperKind.ORDER)
    order = register.order(opening)
    accepted = [paper for paper in dossier if paper.kind is PaperKind.QUOTATION_ACCEPTED]
    if not accepted:
        return AgreedOrder(order=order, paper=opening, issued=brussels_date(order.received))
    mark = register.acceptance(accepted[0]).quotation
    found = [one for one in dossier if (one.kind, one.mark) == (PaperKind.QUOTATION, mark)]
    if not found:
        raise QuotationMissingError(accepted[0])
    quotation = quotation_of(order, register.named_prices(found[0]))
    return AgreedOrder(
        order=quoted_order(quotation),
        paper=accepted[0],
        issued=brussels_date(accepted[0].received),
    )


def order_about(paper: Paper, register: Register) -> Order:
    """Return the order as it was when a paper of its dossier was added: that of its answer."""
    if paper.kind is PaperKind.ORDER:
        return register.order(paper)
    return agreed_order(paper.number, register).order


def last_quotation(dossier: Sequence[Paper], order: Order, register: Register) -> Quotation | None:
    """Return the quotation that can be accepted, or could be; None if staff named no prices."""
    papers = [paper for paper in dossier if paper.kind is PaperKind.QUOTATION]
    return quotation_of(order, register.named_prices(papers[-1])) if papers else None


class QuotationMissingError(UnavailableError):
    """A quotation was accepted that is not in the dossier."""

    def __init__(self, paper: Paper) -> None:
        """Name the acceptance."""
        super().__init__(f"{paper.body} accepts a quotation that is not in its dossier")
