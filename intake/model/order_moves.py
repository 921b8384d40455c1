# SPDX-License-Identifier: GPL-3.0-or-later
"""What may happen to an order: the marks of staff, an entry of a statement, its invoice.

A mark that was a mistake is taken back by marking the order as received, from wherever it is; from
there it goes on by the table. So a correction is in the papers, and needs no way around the rules.
"""

from enum import StrEnum

from intake.model.moves import read_table
from intake.model.order_state import OrderState


class OrderEvent(StrEnum):
    """What happens to an order; the first five are marks, each named as the state after it."""

    RECEIVED = "received"
    PAID = "paid"
    RUNNING = "running"
    CANCELLED = "cancelled"
    ENDED = "ended"
    # An entry of a statement names it, and nobody has looked at that.
    ENTRY = "entry"
    INVOICE = "invoice"


ORDER_MOVES = read_table(
    """
           received   paid       running   cancelled   ended       entry      invoice
received   [so]       paid       [P08]     cancelled   [unbegun]   received   received
paid       received   [so]       running   cancelled   ended       paid       paid
running    received   [begun]    [so]      cancelled   ended       running    running
cancelled  received   [closed]   [closed]  [so]        [closed]    [stopped]  [refunded]
ended      received   [closed]   [closed]  [closed]    [so]        [stopped]  ended
""",
    OrderState,
    OrderEvent,
    {
        "so": "it is that already",
        "P08": "members pay before we deliver (promise P08), so mark it as paid first",
        "unbegun": "what never began cannot end, so cancel it",
        "begun": "what is delivered is paid or owed; to take a mistake back, mark it as received",
        "closed": "a closed order stays so; to take a mistake back, mark it as received",
        "stopped": "nothing is booked on a closed order before a person has looked at it",
        "refunded": "what was paid for a cancelled order is refunded and not invoiced",
    },
)
