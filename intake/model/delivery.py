# SPDX-License-Identifier: GPL-3.0-or-later
"""Telling a partner's program that something happened: what is said, how often we try, and where.

An event is thin: its kind, its time and a number. Nobody's name or address is in it; who may know
more asks us. Source of the schedule: Standard Webhooks 1.0.0, "Deliverability and Reliability".
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import assert_never

from intake.model.calendar import instant_text
from intake.model.structured_communication import OrderNumber

ORDER_RECEIVED = "order.received"
# What lies between one try and the next: 75 hours and some minutes in all.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
LONGEST_PAUSE = timedelta(hours=24)

# Addresses of version 6 that a gateway turns into others of version 4 (RFC 6052, RFC 8215).
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class Outcome(StrEnum):
    """What an answer means for the delivery."""

    DELIVERED = "delivered"
    AGAIN = "again"
    # The receiver wants no more of them, ever.
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a receiver said, or None for a status if nothing came of it; ``why`` is for the log."""

    status: int | None
    why: str = ""
    retry_after: timedelta | None = None

    @property
    def outcome(self) -> Outcome:
        """Only 2xx is a success; a redirect is a failure like any other."""
        if self.status is None:
            return Outcome.AGAIN
        if self.status == HTTPStatus.GONE:
            return Outcome.GONE
        succeeded = HTTPStatus(200) <= self.status < HTTPStatus.MULTIPLE_CHOICES
        return Outcome.DELIVERED if succeeded else Outcome.AGAIN


def event_id(number: OrderNumber) -> str:
    """Return the id of the news that an order came; a second telling has the same.

    >>> event_id(OrderNumber("2026000042"))
    'order-received-2026000042'
    """
    return f"{ORDER_RECEIVED.replace('.', '-')}-{number}"


def event_body(number: OrderNumber, received: datetime) -> bytes:
    """Return what we say when an order came."""
    event = {
        "type": ORDER_RECEIVED,
        "timestamp": instant_text(received),
        "data": {"number": number},
    }
    return json.dumps(event).encode()


def pause_after(tries: int, answer: Answer, luck: float) -> timedelta | None:
    """Return how long to wait after so many tries, None if that was the last.

    ``luck``, from 0 to 1, spreads each pause from half of it to half more, so that receivers who
    failed together are not asked together, and the mean stays what the schedule says.
    """
    if tries > len(PAUSES):
        return None
    pause = PAUSES[tries - 1] * (0.5 + luck)
    if answer.retry_after is None:
        return pause
    return max(pause, min(answer.retry_after, LONGEST_PAUSE))


def is_public(address: str) -> bool:
    """Say whether an address is one of the public internet, and no way around into our own.

    >>> is_public("192.0.2.1"), is_public("10.0.0.1"), is_public("::ffff:169.254.169.254")
    (False, False, False)
    """
    return _is_public(ip_address(address.partition("%")[0]))


def is_this_machine(address: str) -> bool:
    """Say whether an address is the machine's own."""
    return ip_address(address.partition("%")[0]).is_loopback


def _is_public(found: IPv4Address | IPv6Address) -> bool:
    match found:
        case IPv4Address():
            return found.is_global and not found.is_multicast
        case IPv6Address():
            hidden = _hidden_in(found)
            return _is_public(hidden) if hidden else found.is_global and not found.is_multicast
        case _:
            assert_never(found)


def _hidden_in(found: IPv6Address) -> IPv4Address | None:
    """Return the address of version 4 that is reached by way of this one."""
    if found.ipv4_mapped:
        return found.ipv4_mapped
    if found.sixtofour:
        return found.sixtofour
    if found.teredo:
        return found.teredo[1]
    if any(found in network for network in _TRANSLATED):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return None
