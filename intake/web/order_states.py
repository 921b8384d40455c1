# SPDX-License-Identifier: GPL-3.0-or-later
"""Where orders are, as staff have published it: believed only with a staff signature."""

import hashlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from intake.errors import IntakeError, RefusedError
from intake.model.order_state import OrderState, PublishedStates
from intake.model.structured_communication import OrderNumber
from intake.openpgp.keyring import read_recipients
from intake.openpgp.signature import read_signed
from intake.settings import Web
from intake.store.published_states import states_from_json

_log = logging.getLogger(__name__)


class OrderStates:
    """The published states, read again whenever the file or the list of staff keys has changed.

    Without a file, or with one that is not believed, every order is only received.
    """

    def __init__(self, path: Path, web: Web, clock: Callable[[], datetime]) -> None:
        """Read nothing yet."""
        self._path = path
        self._web = web
        self._clock = clock
        self._reading = threading.Lock()
        self._seen: object = None
        self._digest = b""
        self._last_issued: datetime | None = None
        self._published: PublishedStates | None = None

    def _current(self) -> PublishedStates | None:
        """Return what is published now, if it is believed."""
        with self._reading:
            seen = tuple(_stamp(one) for one in self._sources())
            if seen != self._seen:
                self._read()
                self._seen = seen
            return self._published

    def of(self, number: OrderNumber) -> OrderState:
        """Return where an order is."""
        published = self._current()
        states = published.states if published else {}
        return states.get(number, OrderState.RECEIVED)

    def _sources(self) -> tuple[Path, ...]:
        return (self._path, self._web.keyring, self._web.recipients)

    def _read(self) -> None:
        try:
            contents = [one.read_bytes() for one in self._sources()]
        except OSError:
            # Nothing is published yet, or not here.
            self._published, self._digest = None, b""
            return
        digest = hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in contents)).digest()
        if digest == self._digest:
            return
        self._digest = digest
        try:
            self._published = self._believed(contents[0])
        except IntakeError as error:
            self._published = None
            _log.error("the states of orders in %s are not shown: %s", self._path, error)

    def _believed(self, message: bytes) -> PublishedStates:
        signed = read_signed(
            message,
            keyring=self._web.keyring,
            signers=read_recipients(self._web.recipients),
            now=self._clock(),
        )
        published = states_from_json(signed.text)
        if self._last_issued and published.issued < self._last_issued:
            raise RolledBackError(published.issued, self._last_issued)
        self._last_issued = published.issued
        return published


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


class RolledBackError(RefusedError):
    """Somebody has put an older file back."""

    def __init__(self, issued: datetime, last: datetime) -> None:
        """Say which."""
        super().__init__(f"they are of {issued}, and those of {last} were here already")
