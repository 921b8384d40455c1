# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan refunds: what came in too much, or for an order that was cancelled, as a file for the bank.

Each refund is noted before the file is there, so that a second file never pays it again.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from intake.actions.import_payment import record_share
from intake.bank.check_transfer import check_transfer_file
from intake.bank.credit_transfer import Ordered, OurAccount, credit_transfer_file
from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.matching import Billed
from intake.model.money import NOTHING, Money
from intake.model.order_state import OrderState
from intake.model.payment import (
    NOBODY,
    EntryReference,
    Payer,
    Payment,
    PaymentKind,
    PaymentSource,
    entry_mark,
)
from intake.model.structured_communication import OrderNumber, communication_digits
from intake.store.dossiers import PaperKind
from intake.store.durable import write_new
from intake.store.order_accounts import billed_orders
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from intake.store.statements import paid_orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What goes back of an order, and where to; without an account a person has to find one.

    ``is_planned`` if it stands in a file already and no statement shows it yet.
    """

    number: OrderNumber
    amount: Money
    why: str
    given: str
    payee: Payer = NOBODY
    is_planned: bool = False


def refunds_owed(
    *, register: Register, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> list[Owed]:
    """Return what is owed and what is on its way; ``progress`` is told how many orders are read."""
    numbers = {paper.number for paper in paid_orders(register)}
    orders = billed_orders(numbers, register, progress)
    return [one for order in orders.values() for one in _owed(order, register)]


def to_order(
    owed: Sequence[Owed], *, only: Collection[OrderNumber] = (), again: Collection[OrderNumber] = ()
) -> list[Owed]:
    """Return those that a file can order; NothingToRefundError for a number that has none."""
    chosen = [
        one
        for one in owed
        if one.payee.iban
        and (one.number in again if one.is_planned else not only or one.number in only)
    ]
    missing = {*only, *again} - {one.number for one in chosen}
    if missing or not chosen:
        raise NothingToRefundError(sorted(missing))
    return chosen


def plan_refund(  # noqa: PLR0913 - what is paid, from where, and when, each named
    owed: Sequence[Owed],
    path: Path,
    *,
    account: OurAccount,
    register: Register,
    writer: PaperWriter,
    now: datetime,
) -> None:
    """Note the refunds in their dossiers and write the file; FileExistsError if there is one."""
    name = f"REFUND-{now:%Y%m%dT%H%M%SZ}"
    transfers = [
        Ordered(
            given=one.given,
            amount=one.amount,
            payee=one.payee,
            communication=communication_digits(one.number),
        )
        for one in owed
    ]
    day = brussels_date(now)
    data = credit_transfer_file(transfers, account=account, name=name, day=day, now=now)
    check_transfer_file(data)
    if path.exists():
        raise FileThereError(path)
    for one in owed:
        if not one.is_planned:
            payment = _planned(one, account.iban, now)
            mark = entry_mark(payment.entry)
            record_share(payment, mark, register=register, writer=writer, now=now)
    write_new(path.absolute(), data)


def _owed(order: Billed, register: Register) -> list[Owed]:
    papers = register.dossier(order.number)
    planned = sum(one.kind is PaperKind.REFUND_PLANNED for one in papers)
    payee = _payee(order, register)
    new = Owed(
        number=order.number,
        amount=order.surplus,
        why=_why(order),
        given=f"REFUND-{order.number}-{planned + 1}",
        payee=payee,
    )
    coming = Money(cents=order.account.planned.cents - order.account.refunded.cents)
    on_its_way = replace(
        new, amount=coming, given=f"REFUND-{order.number}-{planned}", is_planned=True
    )
    return [one for one in (new, on_its_way) if one.amount > NOTHING]


def _why(order: Billed) -> str:
    if order.state is OrderState.CANCELLED:
        return "cancelled"
    return "credited" if order.credited > NOTHING else "overpaid"


def _payee(order: Billed, register: Register) -> Payer:
    """Return who paid, if that was one account."""
    papers = [one for one in register.dossier(order.number) if one.kind is PaperKind.PAYMENT]
    payers = {payment.payer.iban: payment.payer for payment in map(register.payment, papers)}
    return next(iter(payers.values())) if len(payers) == 1 else NOBODY


def _planned(owed: Owed, account: str, now: datetime) -> Payment:
    return Payment(
        kind=PaymentKind.REFUND_PLANNED,
        number=owed.number,
        amount=owed.amount,
        booked=brussels_date(now),
        source=PaymentSource.BANK,
        entry=EntryReference(
            account=account, statement="refunds", reference=owed.given, sequence=1
        ),
        payer=owed.payee,
        recorded=now,
    )


class NothingToRefundError(RefusedError):
    """There is nothing that a file could order."""

    def __init__(self, numbers: Sequence[str]) -> None:
        """Name the orders, if any were named."""
        of_whom = f" for {', '.join(numbers)}" if numbers else ""
        super().__init__(f"there is nothing to refund by the bank{of_whom}")


class FileThereError(RefusedError):
    """A file is never written over."""

    def __init__(self, path: Path) -> None:
        """Name it."""
        super().__init__(f"{path} is there already; nothing was written")
