# SPDX-License-Identifier: GPL-3.0-or-later
"""The credit note: takes back an invoice or a part of it, once, and says why.

Nothing issued is changed or deleted; this is the only correction (Royal Decree no 1, art. 12, and
VAT code art. 79). Whoever wants more credited than a first part credits the whole in its place:
two would let a series of parts take back more than was charged.
"""

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.charge import Charge, ChargedLine
from intake.model.document_number import DocumentNumber
from intake.model.invoice import Invoice
from intake.model.money import NOTHING, Money

_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """An issued credit note; its lines are what is taken back, as positive amounts."""

    number: DocumentNumber
    issued: datetime.datetime
    invoice: DocumentNumber
    invoice_date: datetime.date
    reason: str
    charge: Charge

    @property
    def date(self) -> datetime.date:
        """The date that stands on it."""
        return brussels_date(self.issued)


def credit_note_for(
    invoice: Invoice,
    *,
    reason: str,
    parts: Mapping[int, Money],
    number: DocumentNumber,
    issued: datetime.datetime,
) -> CreditNote:
    """Return the credit note of the whole invoice, or of these net amounts by line from 1."""
    text = " ".join(reason.split())
    if not text or len(text) > _LONGEST_REASON:
        raise ReasonError
    if issued < invoice.issued:
        raise BeforeInvoiceError(invoice.number)
    lines = _parts(invoice, parts) if parts else invoice.charge.lines
    return CreditNote(
        number=number,
        issued=issued,
        invoice=invoice.number,
        invoice_date=invoice.date,
        reason=text,
        charge=dataclasses.replace(invoice.charge, lines=lines),
    )


def _parts(invoice: Invoice, parts: Mapping[int, Money]) -> tuple[ChargedLine, ...]:
    lines = []
    for place, net in sorted(parts.items()):
        if not 1 <= place <= len(invoice.charge.lines):
            raise PartError(invoice.number, f"it has no line {place}")
        line = invoice.charge.lines[place - 1]
        if not NOTHING < net <= line.net:
            raise PartError(invoice.number, f"line {place} comes to {line.net} and not to {net}")
        whole = net == line.net
        lines.append(line if whole else dataclasses.replace(line, quantity=1, unit_net=net))
    return tuple(lines)


class ReasonError(RefusedError):
    """A credit note without a reason."""

    def __init__(self) -> None:
        """Say what is wanted."""
        super().__init__(
            f"a credit note says why, in at most {_LONGEST_REASON} letters; nothing was issued"
        )


class BeforeInvoiceError(RefusedError):
    """The credit note would be older than its invoice."""

    def __init__(self, invoice: DocumentNumber) -> None:
        """Name the invoice."""
        super().__init__(f"a credit note is never older than its invoice {invoice}")


class PartError(RefusedError):
    """The part is not one of the invoice."""

    def __init__(self, invoice: DocumentNumber, what: str) -> None:
        """Say why."""
        super().__init__(
            f"invoice {invoice}: {what}; no more is credited than was charged, and nothing was"
            " issued"
        )
