# SPDX-License-Identifier: GPL-3.0-or-later
"""A member's OpenPGP key, and the two papers by which it becomes one that we encrypt to.

    offered --challenge--> challenged --the word comes back--> confirmed

Anybody can order with somebody else's address, or send somebody else's key. A word that is
encrypted to the key and mailed to the address comes back only from whoever has both.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.model.paper_mark import paper_mark
from intake.model.structured_communication import OrderNumber

# For so long a word that was mailed can be answered with.
WORD_LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberKey:
    """A key that somebody offers and that can be encrypted to; ``armored`` is its minimal form."""

    fingerprint: str
    names: tuple[str, ...]
    algorithm: str
    expires: date | None
    armored: str
    warnings: tuple[str, ...] = ()

    @property
    def groups(self) -> str:
        """The fingerprint in groups of four, as people compare it."""
        return grouped(self.fingerprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChallenge:
    """What was asked of whoever ordered; ``count`` counts those of one order from 1."""

    number: OrderNumber
    count: int
    email: str
    fingerprint: str
    key: str
    word: str
    at: datetime

    def lasts(self, now: datetime) -> bool:
        """Say whether its word still counts."""
        return now < self.at + WORD_LASTS


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedKey:
    """A key whose owner reads the mail of that address; ``challenge`` is the mark of that paper."""

    number: OrderNumber
    challenge: str
    email: str
    fingerprint: str
    key: str
    at: datetime


def challenge_mark(number: OrderNumber, count: int) -> str:
    """Return the mark of the paper of a challenge.

    >>> challenge_mark(OrderNumber("2026000042"), 1)
    'c0548d576d1a3c20'
    """
    return paper_mark(f"key-challenge/1 {number} {count}")


def confirmed_mark(challenge: str) -> str:
    """Return the mark of the paper that says that the challenge with that mark was met."""
    return paper_mark(f"key-confirmed/1 {challenge}")


def grouped(fingerprint: str) -> str:
    """Write a fingerprint in groups of four.

    >>> grouped("0123456789ABCDEF0123456789ABCDEF01234567")
    '0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567'
    """
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
