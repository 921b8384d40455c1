# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell all that happened with a member: each of his orders and requests, paper by paper."""

from collections.abc import Mapping

from intake.actions.find_member import Progress, find_member
from intake.actions.show_dossier import show_dossier
from intake.actions.tell_paper import ToldPaper
from intake.model.structured_communication import OrderNumber
from intake.store.register import Register


def history_member(
    who: str, *, register: Register, progress: Progress
) -> Mapping[OrderNumber, tuple[ToldPaper, ...]]:
    """Return the papers of each of his dossiers, told; the oldest dossier first.

    MemberNotFoundError if no order or request is of that number or address.
    """
    member = find_member(who, register=register, progress=progress)
    own = [*(paper for paper, _ in member.orders), *member.requests]
    numbers = [one.number for one in sorted(own, key=lambda one: (one.received, one.number))]
    return {one: show_dossier(register.dossier(one), register=register) for one in numbers}
