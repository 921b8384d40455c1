# SPDX-License-Identifier: GPL-3.0-or-later
"""How many letters an address gets from forms that anybody can fill in with anybody's address."""

import threading
from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
# Beyond so many letters in an hour nobody is written to: it is a flood, and the memory has an end.
MOST_IN_ALL = 5000


class HourlyQuota:
    """Counts the letters of the last hour, in memory."""

    def __init__(self) -> None:
        """Nobody has been written to yet."""
        self._sent: deque[tuple[datetime, str]] = deque()
        self._turn = threading.Lock()

    def takes(self, key: str, now: datetime, *, most: int = 1) -> bool:
        """Say whether one more letter may go, and count it if so."""
        with self._turn:
            while self._sent and now - self._sent[0][0] >= WINDOW:
                self._sent.popleft()
            got = sum(1 for _, other in self._sent if other == key)
            if got >= most or len(self._sent) >= MOST_IN_ALL:
                return False
            self._sent.append((now, key))
            return True
