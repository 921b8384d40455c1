# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenPGP public key as ``gpg --export`` writes it: whose it is, and its fingerprint.

Packets are those of RFC 9580, section 4. No signature is checked here: whoever uses the key does.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from intake.errors import RefusedError
from intake.model.member_key import grouped

_PUBLIC_KEY, _USER_ID = 6, 13
_SECRET_KEYS = (5, 7)
_VERSION = 4
# The lengths that RFC 9580, section 4.2.1, gives to one, two and five octets of length.
_TWO_OCTETS, _PARTIAL, _FIVE_OCTETS = 192, 224, 255
_ENDLESS = 3


class Unfit(StrEnum):
    """Why bytes cannot be published as somebody's key."""

    ARMORED = "it is armored; export it without --armor"
    NOT_PUBLIC = "it holds a SECRET key, which must never lie here"
    NOT_ONE = "it should hold exactly one public key"
    VERSION = "it is not a key of version 4, the only one that all programs read"
    NO_KEY = "it is not an OpenPGP key"
    CUT = "it ends in the middle; copy it again"
    NO_EXPORT = "it is not a key that gpg exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """One key: its bytes, the fingerprint (forty capital digits), and the names on it."""

    data: bytes = field(repr=False)
    fingerprint: str
    user_ids: tuple[str, ...]

    @property
    def groups(self) -> str:
        """The fingerprint in groups of four, as people compare it."""
        return grouped(self.fingerprint)

    def names(self, address: str) -> bool:
        """Say whether one of the names on the key has this e-mail address."""
        found = (user_id.rpartition("<")[2].removesuffix(">") for user_id in self.user_ids)
        return address.lower() in {one.lower() for one in found}


def read_public_key(data: bytes) -> PublicKey:
    """Return the one public key of the bytes, or raise PublicKeyError."""
    if data.startswith(b"-----"):
        raise PublicKeyError(Unfit.ARMORED)
    packets = list(_packets(data))
    tags = [tag for tag, _ in packets]
    if any(tag in _SECRET_KEYS for tag in tags):
        raise PublicKeyError(Unfit.NOT_PUBLIC)
    if tags[:1] != [_PUBLIC_KEY] or tags.count(_PUBLIC_KEY) != 1:
        raise PublicKeyError(Unfit.NOT_ONE)
    return PublicKey(
        data=data,
        fingerprint=fingerprint(packets[0][1]),
        user_ids=tuple(
            body.decode("utf-8", errors="replace") for tag, body in packets if tag == _USER_ID
        ),
    )


def fingerprint(body: bytes) -> str:
    """Return the fingerprint of a version 4 key packet's body (RFC 9580, section 5.5.4.2)."""
    if body[:1] != bytes([_VERSION]):
        raise PublicKeyError(Unfit.VERSION)
    hashed = b"\x99" + len(body).to_bytes(2) + body
    return hashlib.sha1(hashed, usedforsecurity=False).hexdigest().upper()


def _packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data):
        head = data[position]
        if not head & 0x80:
            raise PublicKeyError(Unfit.NO_KEY)
        if head & 0x40:
            tag, (start, length) = head & 0x3F, _new_length(data, position + 1)
        else:
            tag, (start, length) = (head & 0x3C) >> 2, _old_length(data, position)
        position = start + length
        if position > len(data):
            raise PublicKeyError(Unfit.CUT)
        yield tag, data[start:position]


def _old_length(data: bytes, position: int) -> tuple[int, int]:
    kind = data[position] & 3
    start = position + 1 + (1 << kind)
    if kind == _ENDLESS:
        raise PublicKeyError(Unfit.NO_EXPORT)
    return start, int.from_bytes(data[position + 1 : start])


def _new_length(data: bytes, position: int) -> tuple[int, int]:
    first = int.from_bytes(data[position : position + 1])
    if first < _TWO_OCTETS:
        return position + 1, first
    if first < _PARTIAL:
        second = int.from_bytes(data[position + 1 : position + 2])
        return position + 2, ((first - _TWO_OCTETS) << 8) + second + _TWO_OCTETS
    if first < _FIVE_OCTETS:
        raise PublicKeyError(Unfit.NO_EXPORT)
    return position + 5, int.from_bytes(data[position + 1 : position + 5])


class PublicKeyError(RefusedError):
    """These bytes cannot be published as somebody's key."""

    def __init__(self, why: Unfit) -> None:
        """Say why."""
        super().__init__(why)
