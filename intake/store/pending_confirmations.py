# SPDX-License-Identifier: GPL-3.0-or-later
"""Who was asked to confirm a subscription, so that nobody is asked twice in thirty days.

A small file outside git holds a line for each: the day, and a keyed hash of the address. It names
nobody; whoever has this machine's secret as well can ask it about an address, as he could ask us.
"""

import datetime
import threading
from pathlib import Path

from intake.errors import UnavailableError
from intake.store.durable import make_folder, sync_folder, write_new

# As long as the link in the mail works.
LIFETIME = datetime.timedelta(days=30)
FORMAT = "pending-confirmations/1"
# More than any network of ours gets in a month; what comes then is a flood.
MOST = 5000


class PendingConfirmations:
    """The file; one process has it, several threads may ask."""

    def __init__(self, path: Path, *, most: int = MOST) -> None:
        """Nothing is read before it is asked for."""
        self._path = path
        self._most = most
        self._turn = threading.Lock()

    def begin(self, mark: str, today: datetime.date) -> bool:
        """Note that the address of that mark is asked today; False if it was asked before."""
        with self._turn:
            pending = self._read(today)
            if mark in pending:
                return False
            if len(pending) >= self._most:
                raise TooManyPendingError
            self._write({**pending, mark: today})
            return True

    def waits(self, mark: str, today: datetime.date) -> bool:
        """Say whether the address of that mark was asked and has not answered."""
        with self._turn:
            return mark in self._read(today)

    def end(self, mark: str, today: datetime.date) -> None:
        """Forget an address that has answered."""
        with self._turn:
            pending = self._read(today)
            if pending.pop(mark, None) is not None:
                self._write(pending)

    def _read(self, today: datetime.date) -> dict[str, datetime.date]:
        """Return the day of each mark that has not expired."""
        try:
            lines = self._path.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise PendingUnavailableError(error) from error
        asked = (line.split(" ") for line in lines[1:])
        days = {mark: datetime.date.fromisoformat(day) for day, mark in asked}
        return {mark: day for mark, day in days.items() if today - day < LIFETIME}

    def _write(self, pending: dict[str, datetime.date]) -> None:
        lines = [FORMAT, *(f"{day} {mark}" for mark, day in pending.items())]
        new = self._path.with_name(f"{self._path.name}.new")
        try:
            make_folder(new.parent)
            new.unlink(missing_ok=True)
            write_new(new, "".join(f"{line}\n" for line in lines).encode())
            new.replace(self._path)
            sync_folder(new.parent)
        except OSError as error:
            raise PendingUnavailableError(error) from error


class PendingUnavailableError(UnavailableError):
    """The file cannot be read or written."""

    def __init__(self, error: OSError) -> None:
        """Give the system's reason."""
        super().__init__(f"the pending confirmations cannot be kept: {error.strerror}")


class TooManyPendingError(UnavailableError):
    """More confirmations wait than can be honest."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("too many confirmations are pending")
