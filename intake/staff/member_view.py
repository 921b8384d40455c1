# SPDX-License-Identifier: GPL-3.0-or-later
"""How a member and his key look at the desk."""

from collections.abc import Iterator, Mapping

from rich.table import Table
from rich.text import Text

from intake.actions.show_member import MemberStanding
from intake.bank.printable import printable
from intake.model.calendar import instant_text
from intake.model.domain_name import readable
from intake.model.language import Language, money_text
from intake.model.member_key import MemberKey, grouped
from intake.model.money import NOTHING
from intake.model.service import Service, Standing
from intake.model.structured_communication import OrderNumber
from intake.staff.desk import Json
from intake.staff.order_view import Fact, grid

_DESK = Language.EN
Names = Mapping[str, str]


def about_key(key: MemberKey, number: OrderNumber) -> Table:
    """Return what is on a key, and what gives reason to look again."""
    return grid(_key_facts(key, number))


def _key_facts(key: MemberKey, number: OrderNumber) -> Iterator[Fact]:
    yield "Order", number
    yield "Fingerprint", key.groups
    # Strangers write them.
    yield "Names", "\n".join(map(printable, key.names))
    yield "Made of", key.algorithm
    yield "Expires", key.expires.isoformat() if key.expires else "never"
    yield "Encrypts", "yes"
    for warning in key.warnings:
        yield "Look again", warning


def about_member(standing: MemberStanding, names: Names) -> Iterator[Table]:
    """Return who it is and what he owes, then a row for each order; ``names`` are of offers."""
    yield grid(_member_facts(standing))
    if standing.orders:
        yield _orders(standing, names)


def _member_facts(standing: MemberStanding) -> Iterator[Fact]:
    member = standing.member
    yield "Member", printable(member.email)
    customers = [order.request.customer for _, order in member.orders[::-1]]
    who = (one.organisation_text or one.name for one in customers)
    yield "Known as", "\n".join(map(printable, dict.fromkeys(who)))
    yield "Key", grouped(standing.key.fingerprint) if standing.key else "none confirmed"
    yield "Owes", money_text(standing.owed, _DESK)
    yield "Requests", ", ".join(f"{one.kind} {one.number}" for one in member.requests)
    yield "Named in", ", ".join(f"{one.number} ({why})" for one, why in member.named)
    yield "Not read", ", ".join(f"{one.number} ({why})" for one, why in member.unread)


def _orders(standing: MemberStanding, names: Names) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Order", "Ordered", "State"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Paid", "Owes"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("What, and until when", ratio=1, overflow="fold")
    for one in standing.orders:
        what = [*(_service(service, names) for service in one.services), *one.documents]
        table.add_row(
            one.billed.number,
            one.ordered.isoformat(),
            str(one.billed.state),
            str(one.billed.account.kept),
            str(one.owed) if one.owed > NOTHING else "",
            # Text, so that what a member typed is never read as rich's markup.
            Text("\n".join(map(printable, what))),
        )
    return table


def _service(service: Service, names: Names) -> str:
    count = f"{service.quantity} \N{MULTIPLICATION SIGN} " if service.quantity > 1 else ""
    what = f"{count}{names.get(service.offer_id, service.offer_id)}"
    if service.domain_name:
        what = f"{what} {readable(service.domain_name)}"
    end = f"until {service.until}" if service.until else f"for {service.months} months"
    return f"{what}, {end}"


def member_json(standing: MemberStanding) -> Json:
    """Return the same for programs."""
    member, key = standing.member, standing.key
    return {
        "email": member.email,
        "key": key.fingerprint if key else None,
        "owed": str(standing.owed),
        "orders": [_order_json(one) for one in standing.orders],
        "requests": [
            {
                "number": one.number,
                "kind": str(one.kind),
                "received": instant_text(one.received),
            }
            for one in member.requests
        ],
        "named_in": [one.number for one, _ in member.named],
        "not_read": [one.number for one, _ in member.unread],
    }


def _order_json(one: Standing) -> Json:
    wanted = one.billed.wanted
    return {
        "number": one.billed.number,
        "ordered": one.ordered.isoformat(),
        "state": str(one.billed.state),
        "asked": str(wanted) if wanted is not None else None,
        "paid": str(one.billed.account.kept),
        "owed": str(one.owed),
        "documents": list(one.documents),
        "services": [
            {
                "offer": service.offer_id,
                "domain_name": service.domain_name,
                "quantity": service.quantity,
                "months": service.months,
                "since": service.since.isoformat() if service.since else None,
                "until": service.until.isoformat() if service.until else None,
            }
            for service in one.services
        ],
    }
