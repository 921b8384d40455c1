# SPDX-License-Identifier: GPL-3.0-or-later
"""How a member's key looks at the desk."""

from collections.abc import Iterator

from rich.table import Table

from intake.bank.printable import printable
from intake.model.member_key import MemberKey
from intake.model.structured_communication import OrderNumber
from intake.staff.order_view import Fact, grid


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
