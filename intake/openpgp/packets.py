# SPDX-License-Identifier: GPL-3.0-or-later
"""Cut an OpenPGP message in two: the small key packets, and the body that they open.

A message encrypted to public keys is one PKESK packet (tag 1) for each recipient, then one SEIPD
packet (tag 18; RFC 9580, sections 4.2, 5.1 and 5.13). The two parts joined are the message again:
``cat keys body | gpg -d``.
"""

from dataclasses import dataclass

from intake.errors import IntakeError

_PKESK = 1
_SEIPD = 18
_PKESK_VERSION = 3
_KEY_ID = slice(1, 9)
# The lengths that RFC 9580, section 4.2.1, gives to one, two and five octets of length.
_TWO_OCTETS = 192
_PARTIAL = 224
_FIVE_OCTETS = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An encrypted record: ``keys`` stays outside git, ``body`` goes in.

    ``sessions`` are messages that hold the session key, each for one who came later.
    """

    keys: bytes
    body: bytes
    sessions: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPacket:
    """What opens the body for one encryption key, named by its id of 16 hexadecimal digits."""

    key_id: str
    data: bytes


def split(message: bytes) -> tuple[Sealed, int]:
    """Cut a binary message at the packet boundary; return it with the number of key packets.

    Raise MalformedMessageError unless it is key packets and then exactly one body packet.
    """
    position = count = 0
    while position < len(message) and _tag(message, position) == _PKESK:
        position = _end(message, position)
        count += 1
    sealed = Sealed(keys=message[:position], body=message[position:])
    if not count or not is_body(sealed.body):
        raise MalformedMessageError
    return sealed, count


def is_body(data: bytes) -> bool:
    """Say whether the bytes are exactly one SEIPD packet."""
    try:
        return _tag(data, 0) == _SEIPD and _end(data, 0) == len(data)
    except MalformedMessageError:
        return False


def key_packets(data: bytes) -> tuple[KeyPacket, ...]:
    """Return the key packets one by one; raise if there is anything else, or a form we never wrote.

    A PKESK of version 3 begins with the id of its key (RFC 9580, section 5.1.1).
    """
    position = 0
    found = []
    while position < len(data):
        if _tag(data, position) != _PKESK:
            raise MalformedMessageError
        end = _end(data, position)
        content = data[_content(data, position) : end]
        if len(content) <= _KEY_ID.stop or content[0] != _PKESK_VERSION:
            raise MalformedMessageError
        key_id = content[_KEY_ID].hex().upper()
        found.append(KeyPacket(key_id=key_id, data=data[position:end]))
        position = end
    return tuple(found)


def leading_key_ids(data: bytes) -> tuple[str, ...]:
    """Return the ids of the keys that open a message, of which at least the beginning is given."""
    position = 0
    while position < len(data) and _tag(data, position) == _PKESK:
        position = _end(data, position)
    if not position or _tag(data, position) != _SEIPD:
        raise MalformedMessageError
    return tuple(one.key_id for one in key_packets(data[:position]))


def count_keys(data: bytes) -> int:
    """Return how many recipients the key packets open the body for; raise if they are none."""
    position = count = 0
    while position < len(data):
        if _tag(data, position) != _PKESK:
            raise MalformedMessageError
        position = _end(data, position)
        count += 1
    return count


def _octet(data: bytes, position: int) -> int:
    if position >= len(data):
        raise MalformedMessageError
    return data[position]


def _tag(data: bytes, position: int) -> int:
    octet = _octet(data, position)
    if not octet & 0x80:
        raise MalformedMessageError
    return octet & 0x3F if octet & 0x40 else (octet & 0x3C) >> 2


def _end(data: bytes, position: int) -> int:
    """Return where the packet that starts at the position ends."""
    octet = _octet(data, position)
    end = _new_end(data, position + 1) if octet & 0x40 else _old_end(data, position)
    if end > len(data):
        raise MalformedMessageError
    return end


def _content(data: bytes, position: int) -> int:
    """Return where the content of a packet begins whose length is told in one piece."""
    octet, first = _octet(data, position), _octet(data, position + 1)
    if not octet & 0x40:
        return position + 1 + (1 << (octet & 3))
    if first < _TWO_OCTETS:
        return position + 2
    return position + (3 if first < _PARTIAL else 6)


def _old_end(data: bytes, position: int) -> int:
    size = 1 << (_octet(data, position) & 3)
    start = position + 1
    if size == 8:  # noqa: PLR2004  # length type 3: the packet goes on to the end of the data
        return len(data)
    _octet(data, start + size - 1)
    return start + size + int.from_bytes(data[start : start + size])


def _new_end(data: bytes, position: int) -> int:
    """Follow the length octets, which may announce the body in parts."""
    while True:
        first = _octet(data, position)
        if first < _TWO_OCTETS:
            return position + 1 + first
        if first < _PARTIAL:
            second = _octet(data, position + 1)
            return position + 2 + ((first - _TWO_OCTETS) << 8) + second + _TWO_OCTETS
        if first == _FIVE_OCTETS:
            _octet(data, position + 4)
            return position + 5 + int.from_bytes(data[position + 1 : position + 5])
        position += 1 + (1 << (first & 0x1F))


class MalformedMessageError(IntakeError):
    """These bytes are not key packets followed by one encrypted body."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("this is no OpenPGP message of key packets and one encrypted body")
