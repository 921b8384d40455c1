# SPDX-License-Identifier: GPL-3.0-or-later
"""Who waits for an answer goes first; work that nobody waits for gives way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# A rush may last for hours, and letters must go all the same.
_PATIENCE_SECONDS = 1.0


class RightOfWay:
    """One road for those who answer and those who work behind the answer."""

    def __init__(self, *, patience: float = _PATIENCE_SECONDS) -> None:
        """Give way for so many seconds at most."""
        self._patience = patience
        self._answering = 0
        self._changed = threading.Condition()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have the right of way, together with all others who answer."""
        with self._changed:
            self._answering += 1
        try:
            yield
        finally:
            with self._changed:
                self._answering -= 1
                self._changed.notify_all()

    def give(self) -> bool:
        """Wait until nobody answers, or for as long as patience lasts; say whether nobody does."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._answering, self._patience)
