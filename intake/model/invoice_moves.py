# SPDX-License-Identifier: GPL-3.0-or-later
"""What may happen to the invoice of an order, by the names of the papers in its dossier."""

from collections.abc import Iterable
from enum import StrEnum

from intake.model.document_number import Series
from intake.model.moves import read_table


class InvoiceState(StrEnum):
    """Where the invoice of an order is."""

    NONE = "none"
    ISSUED = "issued"
    CREDITED = "credited"


class InvoiceEvent(StrEnum):
    """What happens to it."""

    ISSUE = "issue"
    CREDIT = "credit"
    # The order is cancelled.
    CANCEL = "cancel"


INVOICE_MOVES = read_table(
    """
          issue      credit     cancel
none      issued     [nothing]  none
issued    [once]     credited   [credit]
credited  [once]     [whole]    credited
""",
    InvoiceState,
    InvoiceEvent,
    {
        "nothing": "there is no invoice that a credit note could take back",
        "once": (
            "an order has one invoice, and what is wrong with it is taken back by its credit note"
        ),
        "whole": "an invoice has one credit note, so that no more is credited than was charged",
        "credit": (
            "what is invoiced is not cancelled but credited, so issue its credit note first"
            " (staff credit-notes issue)"
        ),
    },
)


def invoice_state(kinds: Iterable[str]) -> InvoiceState:
    """Return where the invoice of an order is, from the kinds of its papers in any order.

    >>> invoice_state(["order", "invoice", "marked-running"])
    <InvoiceState.ISSUED: 'issued'>
    """
    there = set(kinds)
    if Series.CREDIT_NOTE in there:
        return InvoiceState.CREDITED
    return InvoiceState.ISSUED if Series.INVOICE in there else InvoiceState.NONE
