# SPDX-License-Identifier: GPL-3.0-or-later
"""A status item: an interruption or planned work, since when, until when, and who notices it."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an item stands, in the order in which readers want to know."""

    ONGOING = "ongoing"
    PLANNED = "planned"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusItem:
    """What machines and people are told alike; only what is going on may have an open end."""

    state: State
    starts: datetime.datetime
    ends: datetime.datetime | None
    services: tuple[str, ...]


def parse_state(text: str) -> State:
    """Return the state of that name, or ValueError."""
    if text not in tuple(State):
        message = f"{text!r} is no state; write {', '.join(State)}"
        raise ValueError(message)
    return State(text)


def parse_services(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the services of a list with commas, or ValueError for one that has no name."""
    services = tuple(one.strip() for one in text.split(","))
    for one in services:
        if one not in known:
            message = f"{one!r} is no service; write some of {', '.join(sorted(known))}"
            raise ValueError(message)
    return services
