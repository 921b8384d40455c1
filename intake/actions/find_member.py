# SPDX-License-Identifier: GPL-3.0-or-later
"""Find a member: by the number of an order, or by an e-mail address in all orders and requests."""

from collections.abc import Callable
from dataclasses import dataclass

from intake.actions.find_person import find_person
from intake.errors import NotFoundError
from intake.model.member_key import ConfirmedKey
from intake.model.order import Order
from intake.model.structured_communication import parse_number
from intake.store.dossiers import Paper, PaperKind
from intake.store.erasures import erased_among
from intake.store.register import Register

Progress = Callable[[int, int], None]
Filed = tuple[Paper, Order]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Whose orders and requests have one address, the oldest first.

    ``named`` are dossiers of others that name the address, with where; ``unread`` could not be
    searched, with the reason.
    """

    email: str
    orders: tuple[Filed, ...]
    requests: tuple[Paper, ...]
    named: tuple[tuple[Paper, str], ...]
    unread: tuple[tuple[Paper, str], ...]


def find_member(who: str, *, register: Register, progress: Progress) -> Member:
    """Read all orders and requests; MemberNotFoundError if none is of that number or address."""
    email = who.strip() if "@" in who else _order_of(who, register)[1].request.customer.email
    traces = find_person(email, register=register, progress=progress)
    if not traces.own:
        raise MemberNotFoundError(email)
    own = sorted(traces.own, key=lambda paper: (paper.received, paper.number))
    orders = [one for one in own if one.kind is PaperKind.ORDER]
    return Member(
        email=email,
        orders=tuple((paper, register.order(paper)) for paper in orders),
        requests=tuple(one for one in own if one.kind is not PaperKind.ORDER),
        named=traces.named,
        unread=traces.unread,
    )


def orders_of(who: str, *, register: Register, progress: Progress) -> tuple[Filed, ...]:
    """Return the order of that number alone, or all of that address, the newest first."""
    if "@" not in who:
        return (_order_of(who, register),)
    return find_member(who, register=register, progress=progress).orders[::-1]


def confirmed_key_of(email: str, register: Register) -> ConfirmedKey | None:
    """Return the key that was confirmed last for an address, whatever order it came with."""
    papers = list(register.papers())
    gone = erased_among(papers)
    confirmed = [
        register.confirmed_key(one)
        for one in papers
        if one.kind is PaperKind.KEY_CONFIRMED and one not in gone
    ]
    theirs = (one for one in confirmed if one.email.lower() == email.lower())
    return max(theirs, key=lambda one: one.at, default=None)


def _order_of(number: str, register: Register) -> Filed:
    paper = register.order_paper(parse_number(number))
    return paper, register.order(paper)


class MemberNotFoundError(NotFoundError):
    """No order or request is of that address."""

    def __init__(self, email: str) -> None:
        """Name it."""
        super().__init__(f"no order or request here is of {email}")
