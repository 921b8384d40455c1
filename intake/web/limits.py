# SPDX-License-Identifier: GPL-3.0-or-later
"""How often the same network, the same address or everybody together may ask for something.

A bucket for each of them holds so many tokens and gets a new one every so often; what is asked for
takes one. All of it is in memory, of bounded size, and forgotten at the next start.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

# Buckets that are kept for each policy; the one not used for longest goes first. A full set of
# buckets for all policies takes some 15 MB.
MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a bucket holds when it is full, and the seconds until a token comes back."""

    name: str
    burst: int
    seconds: float

    def wider(self) -> "Policy":
        """Return what the network around a network gets: four times as much."""
        return Policy(name=f"{self.name}, wide", burst=4 * self.burst, seconds=self.seconds / 4)


# For each network (see ``network``). An office or a school is one network to us.
REVIEWS = Policy(name="reviews", burst=60, seconds=30)
CONFIRMATIONS = Policy(name="confirmations", burst=20, seconds=120)
FORMS = Policy(name="other forms", burst=20, seconds=120)
WEBHOOKS = Policy(name="webhooks", burst=120, seconds=1)
BY_NETWORK = (REVIEWS, CONFIRMATIONS, FORMS, WEBHOOKS)
# For each e-mail address: what is more goes into the held box.
ORDERS_AN_HOUR = Policy(name="orders an hour", burst=3, seconds=3600 / 3)
ORDERS_A_DAY = Policy(name="orders a day", burst=6, seconds=86400 / 6)
# For everybody together: this is what bounds the register, whoever comes from wherever.
ALL_ORDERS = Policy(name="all orders", burst=120, seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A token of the bucket that a policy keeps for somebody."""

    policy: Policy
    who: str


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class Limits:
    """All buckets. With ``limited`` false, which is for measuring, everybody gets everything."""

    def __init__(self, *, limited: bool = True, most_buckets: int = MOST_BUCKETS) -> None:
        """Start with full buckets."""
        self.limited = limited
        self._most = most_buckets
        self._buckets: dict[str, OrderedDict[str, _Bucket]] = {}
        self._taking = threading.Lock()

    def take(self, wanted: Sequence[Wanted], now: datetime) -> float:
        """Take every token and return 0; or take none, and return the seconds to wait for all."""
        if not self.limited:
            return 0.0
        moment = now.timestamp()
        with self._taking:
            buckets = [self._filled(one, moment) for one in wanted]
            waits = [
                (1 - bucket.tokens) * one.policy.seconds
                for one, bucket in zip(wanted, buckets, strict=True)
            ]
            longest = max(waits, default=0.0)
            if longest > 0:
                return longest
            for bucket in buckets:
                bucket.tokens -= 1
        return 0.0

    def __len__(self) -> int:
        """Return how many buckets there are."""
        return sum(len(buckets) for buckets in self._buckets.values())

    def _filled(self, wanted: Wanted, moment: float) -> _Bucket:
        """Return the bucket with what has come back since it was last looked at."""
        policy = wanted.policy
        buckets = self._buckets.setdefault(policy.name, OrderedDict())
        bucket = buckets.setdefault(wanted.who, _Bucket(policy.burst, moment))
        buckets.move_to_end(wanted.who)
        if len(buckets) > self._most:
            buckets.popitem(last=False)
        # A clock that is put back must not empty anything.
        back = max(0.0, moment - bucket.filled) / policy.seconds
        bucket.tokens = min(policy.burst, bucket.tokens + back)
        bucket.filled = moment
        return bucket
