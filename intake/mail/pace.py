# SPDX-License-Identifier: GPL-3.0-or-later
"""At most one letter an hour to the same address, so that nobody can have others flooded by us.

What is too soon waits in the outbox, in memory. Addresses are known again by a hash with a key of
this run; the log and the disk have none.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict
from datetime import datetime, timedelta

BETWEEN = timedelta(hours=1)
# The address that has waited longest is forgotten first.
_MOST_ADDRESSES = 10_000


class Pace:
    """Gives every letter its moment. Safe to use from several threads."""

    def __init__(self, most_addresses: int = _MOST_ADDRESSES) -> None:
        """Know nobody."""
        self._key = secrets.token_bytes(32)
        self._most = most_addresses
        self._last: OrderedDict[bytes, datetime] = OrderedDict()
        self._giving = threading.Lock()

    def seconds(self, address: str, now: datetime) -> float:
        """Return how long the next letter to the address should wait; it takes that moment."""
        who = hashlib.blake2b(address.lower().encode(), key=self._key).digest()
        with self._giving:
            last = self._last.get(who)
            moment = max(now, last + BETWEEN) if last else now
            self._last[who] = moment
            self._last.move_to_end(who)
            if len(self._last) > self._most:
                self._last.popitem(last=False)
        return (moment - now).total_seconds()
