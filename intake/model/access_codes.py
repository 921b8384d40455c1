# SPDX-License-Identifier: GPL-3.0-or-later
"""Access codes: sent once the money is in (promise P08), encrypted (P24), and kept nowhere.

The paper says when, to whom and for which accounts. The codes are in the letter alone, so one that
did not arrive is not sent again: new codes are made.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.order import Order
from intake.model.order_state import OrderState
from intake.model.paper_mark import paper_mark
from intake.model.payment import Account
from intake.model.payment_moves import PaymentState, payment_state
from intake.model.structured_communication import OrderNumber

_PAID = frozenset({PaymentState.WHOLE, PaymentState.ABOVE})
_OVER = frozenset({OrderState.CANCELLED, OrderState.ENDED})
# Directive 2011/83, art. 9: a consumer may withdraw until the end of the fourteenth day.
_WITHDRAWAL = timedelta(days=14)
_SHORTEST_CODE, _LONGEST_CODE, _LONGEST_NAME = 12, 64, 64


class TypedFault(StrEnum):
    """What is wrong with something that staff typed; the text itself is never repeated."""

    NO_ACCOUNT = "write SERVICE=USER, as in SFTP=camille"
    LONG_NAME = f"a name has at most {_LONGEST_NAME} letters"
    TWICE = "the same account stands there twice"
    LENGTH = f"a code has {_SHORTEST_CODE} to {_LONGEST_CODE} signs"
    SIGNS = "a code has no spaces and no invisible signs"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccount:
    """What a code opens: a service, and the name one has there."""

    service: str
    user: str

    def __str__(self) -> str:
        """Write it as it is typed: SFTP=camille."""
        return f"{self.service}={self.user}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessCode:
    """A code and its account; no text of it shows the code."""

    account: ServiceAccount
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessCodes:
    """That codes were made and for whom; ``count`` counts those of one order from 1."""

    number: OrderNumber
    count: int
    email: str
    fingerprint: str
    accounts: tuple[ServiceAccount, ...]
    at: datetime


def parse_account(text: str) -> ServiceAccount:
    """Read SERVICE=USER; ValueError says what is wrong.

    >>> parse_account("SFTP=camille").user
    'camille'
    """
    service, sign, user = (part.strip() for part in text.partition("="))
    if not (service and sign and user) or not text.isprintable():
        raise ValueError(TypedFault.NO_ACCOUNT)
    if max(len(service), len(user)) > _LONGEST_NAME:
        raise ValueError(TypedFault.LONG_NAME)
    return ServiceAccount(service=service, user=user)


def check_typed(code: str) -> str:
    """Return a code that a person made up; ValueError says what is wrong, and never the code."""
    if not _SHORTEST_CODE <= len(code) <= _LONGEST_CODE:
        raise ValueError(TypedFault.LENGTH)
    if not code.isprintable() or any(map(str.isspace, code)):
        raise ValueError(TypedFault.SIGNS)
    return code


def codes_mark(number: OrderNumber, count: int) -> str:
    """Return the mark of the paper about codes.

    >>> len(codes_mark(OrderNumber("2026000042"), 1))
    16
    """
    return paper_mark(f"access-codes/1 {number} {count}")


def check_may_send(
    order: Order, *, account: Account, state: OrderState, agreed: date, now: datetime
) -> None:
    """Refuse codes for an order that is over, not paid, or not to start yet.

    ``agreed`` is the day of the contract; the fourteen days of a consumer run from there.
    """
    if state in _OVER:
        raise OrderOverError(order.number, state)
    wanted = None if order.is_quotation else order.to_pay
    if payment_state(account, wanted) not in _PAID:
        raise CodesBeforePaymentError(order.number)
    first = agreed + _WITHDRAWAL + timedelta(days=1)
    waits = order.request.customer.is_consumer and not order.request.start_now
    if waits and brussels_date(now) < first:
        raise CodesTooEarlyError(order.number, first)


class OrderOverError(RefusedError):
    """The order is cancelled, or its service has ended."""

    def __init__(self, number: OrderNumber, state: OrderState) -> None:
        """Say which."""
        super().__init__(f"order {number} is {state}; no access codes were made")


class CodesBeforePaymentError(RefusedError):
    """The money is not there, or not all of it."""

    def __init__(self, number: OrderNumber) -> None:
        """Name the rule."""
        super().__init__(
            f"order {number} is not paid in full: access codes are sent when the payment is in"
            " (promise P08)"
        )


class CodesTooEarlyError(RefusedError):
    """A consumer may still withdraw, and did not ask to start before."""

    def __init__(self, number: OrderNumber, first: date) -> None:
        """Name the first day, and the rule."""
        super().__init__(
            f"order {number} did not ask to start within the 14 days of withdrawal (Directive"
            f" 2011/83, art. 9): codes go from {first} on"
        )
