# SPDX-License-Identifier: GPL-3.0-or-later
"""What may happen to the payment of an order: money comes, goes back, and is invoiced.

Where it is follows from sums, so papers count the same in any order. Of several states in a cell,
the amount decides.
"""

from enum import StrEnum

from intake.model.money import NOTHING, Money
from intake.model.moves import read_table
from intake.model.payment import Account


class PaymentState(StrEnum):
    """Where the payment of an order is."""

    AWAITED = "awaited"
    PART = "part"
    WHOLE = "whole"
    ABOVE = "above"
    RETURNED = "returned"


class PaymentEvent(StrEnum):
    """What happens to it."""

    # An entry of a statement names the order, and nobody has looked at that.
    ENTRY = "entry"
    # A person knows that it is for the order.
    RECORD = "record"
    # Some of it goes back: planned, or seen on a statement.
    REFUND = "refund"
    INVOICE = "invoice"


PAYMENT_MOVES = read_table(
    """
          entry             record            refund                     invoice
awaited   part|whole|above  part|whole|above  [nothing]                  [P08]
part      part|whole|above  part|whole|above  part|returned              [P08]
whole     [twice]           above             whole|part|returned        whole
above     [twice]           above             above|whole|part|returned  above
returned  part|whole|above  part|whole|above  returned                   [P08]
""",
    PaymentState,
    PaymentEvent,
    {
        "nothing": "nothing came in that could go back",
        "twice": "what comes for a paid order may be a second payment or the next term, so a person"
        " looks at it",
        "P08": "an invoice follows the payment and is never made before it (promise P08)",
    },
)


def payment_state(account: Account, wanted: Money | None) -> PaymentState:
    """Return where the payment is; ``wanted`` is what was asked for, None without a price yet.

    >>> payment_state(Account(received=Money(cents=5), refunded=NOTHING, planned=NOTHING), NOTHING)
    <PaymentState.ABOVE: 'above'>
    """
    kept = account.kept
    if wanted is not None and kept >= wanted:
        return PaymentState.WHOLE if kept == wanted else PaymentState.ABOVE
    if account.received == NOTHING:
        return PaymentState.AWAITED
    return PaymentState.PART if kept > NOTHING else PaymentState.RETURNED
