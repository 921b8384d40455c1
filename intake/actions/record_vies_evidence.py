# SPDX-License-Identifier: GPL-3.0-or-later
"""Record what VIES answered about the VAT number of an order, asked by staff on their machine."""

import dataclasses
from collections.abc import Callable
from datetime import date, datetime

from intake.errors import RefusedError
from intake.model.order import Order
from intake.model.structured_communication import OrderNumber
from intake.model.vies_evidence import ViesEvidence
from intake.store.dossiers import Paper, PaperKind
from intake.store.invoice_record import vies_evidence_to_json
from intake.store.paper_writer import Added, PaperWriter


def draft_vies_evidence(
    order: Order, *, is_valid: bool, asked: date, consultation: str, now: datetime
) -> ViesEvidence:
    """Return the evidence about an order; NoVatNumberError if there is nothing to ask about."""
    vat_number = order.request.customer.vat_number
    if vat_number is None:
        raise NoVatNumberError(order.number)
    return ViesEvidence(
        order=order.number,
        vat_number=vat_number,
        is_valid=is_valid,
        asked=asked,
        consultation=consultation.strip(),
        recorded=now,
    )


def record_vies_evidence(
    evidence: ViesEvidence, paper: Paper, *, writer: PaperWriter, now: datetime
) -> Added:
    """Add it to the dossier of the order; the same answer once."""
    return writer.attach(paper, PaperKind.VIES_EVIDENCE, evidence.mark, now, _record(evidence))


def _record(evidence: ViesEvidence) -> Callable[[Paper], bytes]:
    return lambda paper: vies_evidence_to_json(
        dataclasses.replace(evidence, recorded=paper.received)
    )


class NoVatNumberError(RefusedError):
    """The customer has given no VAT number."""

    def __init__(self, number: OrderNumber) -> None:
        """Name the order."""
        super().__init__(f"order {number} has no VAT number that VIES could be asked about")
