# SPDX-License-Identifier: GPL-3.0-or-later
"""What may happen to the quotation of an order, by the papers in its dossier and the day."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from intake.model.moves import read_table

QUOTATION_KIND, ACCEPTED_KIND = "quotation", "quotation-accepted"


class QuotationState(StrEnum):
    """Where a quotation is."""

    # Something in the order has no price, and nobody has named one.
    ASKED = "asked"
    PROPOSED = "proposed"
    # Its last day has passed.
    LAPSED = "lapsed"
    ACCEPTED = "accepted"
    # Everything in the order has its price on the list.
    UNNEEDED = "unneeded"


class QuotationEvent(StrEnum):
    """What happens to it."""

    PROPOSE = "propose"
    ACCEPT = "accept"
    # The last day for accepting it passes.
    LAPSE = "lapse"


QUOTATION_MOVES = read_table(
    """
          propose    accept      lapse
asked     proposed   [unpriced]  asked
proposed  proposed   accepted    lapsed
lapsed    proposed   [late]      lapsed
accepted  [bound]    [once]      accepted
unneeded  [listed]   [listed]    unneeded
""",
    QuotationState,
    QuotationEvent,
    {
        "unpriced": "nobody has named its prices yet (staff quotations make)",
        "late": "its last day has passed, so make another (staff quotations make)",
        "bound": "both sides are bound by it; other prices are another order",
        "once": "it is accepted once, and the payment request has followed",
        "listed": "every price is on the list, and the payment request went out with the order",
    },
)


def quotation_state(
    kinds: Iterable[str], *, is_asked: bool, until: date | None, today: date
) -> QuotationState:
    """Return where the quotation of an order is.

    ``is_asked`` says whether anything has no price on the list, ``until`` is the last day for
    accepting the last quotation.

    >>> quotation_state(["order", "quotation"], is_asked=True, until=None, today=date(2026, 12, 1))
    <QuotationState.PROPOSED: 'proposed'>
    """
    there = set(kinds)
    if not is_asked:
        return QuotationState.UNNEEDED
    if ACCEPTED_KIND in there:
        return QuotationState.ACCEPTED
    if QUOTATION_KIND not in there:
        return QuotationState.ASKED
    is_over = until is not None and today > until
    return QuotationState.LAPSED if is_over else QuotationState.PROPOSED
