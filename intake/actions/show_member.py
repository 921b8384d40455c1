# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a member: what is owed, paid and running, order by order, and until when."""

from dataclasses import dataclass

from intake.actions.find_member import Member, Progress, confirmed_key_of, find_member
from intake.model.calendar import brussels_date
from intake.model.document_number import DocumentNumber, Series
from intake.model.member_key import ConfirmedKey
from intake.model.money import NOTHING, Money
from intake.model.order_state import OrderState, paper_kind_of
from intake.model.service import Standing, services_of
from intake.model.structured_communication import OrderNumber
from intake.store.agreed_orders import agreed_in
from intake.store.dossiers import ISSUED_PAPERS, PaperKind
from intake.store.order_accounts import billed_in
from intake.store.register import Register

_RUNNING = PaperKind(paper_kind_of(OrderState.RUNNING))


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStanding:
    """A member with where each order is, the newest first."""

    member: Member
    key: ConfirmedKey | None
    orders: tuple[Standing, ...]

    @property
    def owed(self) -> Money:
        """What all of it comes to."""
        return sum((one.owed for one in self.orders), NOTHING)


def show_member(who: str, *, register: Register, progress: Progress) -> MemberStanding:
    """Read what one address has here; MemberNotFoundError if there is nothing."""
    member = find_member(who, register=register, progress=progress)
    return MemberStanding(
        member=member,
        key=confirmed_key_of(member.email, register),
        orders=tuple(_standing(paper.number, register) for paper, _ in member.orders[::-1]),
    )


def _standing(number: OrderNumber, register: Register) -> Standing:
    dossier = register.dossier(number)
    order = agreed_in(dossier, register).order
    account = billed_in(dossier, order, register)
    is_running = account.state is OrderState.RUNNING
    # Whoever corrects the day marks it once more.
    seen = [register.progress(one) for one in dossier if is_running and one.kind is _RUNNING]
    last = max(seen, key=lambda one: one.recorded, default=None)
    return Standing(
        ordered=brussels_date(order.received),
        billed=account,
        documents=tuple(
            f"{one.kind} {DocumentNumber.of_mark(Series(one.kind), one.mark)}"
            for one in dossier
            if one.kind in ISSUED_PAPERS
        ),
        services=services_of(order, last.on if last else None),
    )
