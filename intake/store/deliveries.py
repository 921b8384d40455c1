# SPDX-License-Identifier: GPL-3.0-or-later
"""Deliveries that wait, and those that were given up: one file each, outside git.

    waiting/20261122T101205Z_01_partner-a_order-received-2026000042.json
    dead/…                       the same, once nothing came of it
    disabled/partner-a           the receiver said that it wants no more

The name says when the next try is due, how often was tried, to whom, and which event; what is in
the file is what will be sent. A try that failed is a new name: nothing is ever half written.
"""

import os
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from intake.errors import NotFoundError, UnavailableError
from intake.store.durable import make_folder, sync_folder, write_new

_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(\d{8}T\d{6}Z)_(\d\d)_([a-z0-9-]{1,40})_([a-z0-9-]{1,64})\.json", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Delivery:
    """One event for one partner, and when it is to be tried; the first due is the smallest."""

    due: datetime
    tries: int = 0
    partner: str
    event: str

    @property
    def id(self) -> str:
        """What people call it."""
        return f"{self.partner}_{self.event}"

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.due.astimezone(UTC).strftime(_TIME)}_{self.tries:02}_{self.id}.json"


class Deliveries:
    """The three folders of one spool."""

    def __init__(self, spool: Path) -> None:
        """Name the folders; they are made when they are needed."""
        self._waiting = spool / "waiting"
        self._dead = spool / "dead"
        self._disabled = spool / "disabled"

    def add(self, delivery: Delivery, body: bytes) -> None:
        """Keep a delivery until it is made; one that waits already is left alone."""
        if any(one.id == delivery.id for one in self.waiting()):
            return
        try:
            write_new(self._waiting / delivery.name, body)
        except OSError as error:
            raise SpoolUnavailableError(error) from error

    def waiting(self) -> list[Delivery]:
        """Return what waits, the first due first."""
        return _in(self._waiting)

    def dead(self) -> list[Delivery]:
        """Return what was given up."""
        return _in(self._dead)

    def body(self, delivery: Delivery) -> bytes:
        """Return what is to be sent."""
        return (self._waiting / delivery.name).read_bytes()

    def delivered(self, delivery: Delivery) -> None:
        """Forget a delivery that was made."""
        (self._waiting / delivery.name).unlink(missing_ok=True)

    def later(self, delivery: Delivery, due: datetime) -> None:
        """Try it again then."""
        changed = replace(delivery, due=due, tries=delivery.tries + 1)
        _move(self._waiting / delivery.name, self._waiting / changed.name)

    def give_up(self, delivery: Delivery) -> None:
        """Lay it aside for somebody to look at."""
        _move(self._waiting / delivery.name, self._dead / delivery.name)

    def replay(self, delivery: Delivery, now: datetime) -> None:
        """Begin again with one that was given up, and ask its receiver again."""
        (self._disabled / delivery.partner).unlink(missing_ok=True)
        again = replace(delivery, due=now, tries=0)
        _move(self._dead / delivery.name, self._waiting / again.name)

    def disable(self, partner: str) -> None:
        """Tell the partner nothing more, until somebody replays."""
        make_folder(self._disabled)
        (self._disabled / partner).touch()

    def is_disabled(self, partner: str) -> bool:
        """Say whether the partner wants no more."""
        return (self._disabled / partner).exists()

    def dead_of(self, delivery_id: str) -> Delivery:
        """Return the one given up that has this id, or raise DeliveryNotFoundError."""
        for delivery in self.dead():
            if delivery.id == delivery_id:
                return delivery
        raise DeliveryNotFoundError(delivery_id)


def _in(folder: Path) -> list[Delivery]:
    found = (_NAME.fullmatch(path.name) for path in folder.glob("*.json"))
    return sorted(
        Delivery(
            due=datetime.strptime(match[1], _TIME).replace(tzinfo=UTC),
            tries=int(match[2]),
            partner=match[3],
            event=match[4],
        )
        for match in found
        if match
    )


def _move(old: Path, new: Path) -> None:
    make_folder(new.parent)
    # FileNotFoundError: another program, the command or the intake, was faster.
    os.rename(old, new)  # noqa: PTH104  # replaces nothing: the names of two tries differ
    sync_folder(new.parent)


class DeliveryNotFoundError(NotFoundError):
    """Nothing of that id was given up."""

    def __init__(self, delivery_id: str) -> None:
        """Name it."""
        super().__init__(f"no delivery {delivery_id!r} was given up")


class SpoolUnavailableError(UnavailableError):
    """The disk does not take the delivery."""

    def __init__(self, error: OSError) -> None:
        """Give the system's reason."""
        super().__init__(f"the delivery could not be written: {error.strerror}")
