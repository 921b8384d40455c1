# SPDX-License-Identifier: GPL-3.0-or-later
"""A message is cut at the packet boundary, and nothing but such a message is."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.openpgp.decrypt import Opener, OpeningError
from intake.openpgp.packets import (
    MalformedMessageError,
    Sealed,
    count_keys,
    is_body,
    key_packets,
    leading_key_ids,
    split,
)
from tests.conftest import run_gpg
from tests.openpgp.conftest import Ring, packets_by_gpg

RECORD = b"a record that only its recipients read"


@pytest.fixture(scope="session", params=[2, 5], ids=["two recipients", "five recipients"])
def message(request: pytest.FixtureRequest, ring: Ring) -> bytes:
    """Return what stock gpg makes of the record for two and for five keys."""
    recipients = ring.two if request.param == 2 else ring.five
    return encrypted_by_gpg(ring, RECORD, *recipients)


@pytest.fixture(scope="session")
def small(ring: Ring) -> bytes:
    """Return a message to two, as small as they are."""
    return encrypted_by_gpg(ring, b"", *ring.two)


def encrypted_by_gpg(ring: Ring, data: bytes, *recipients: str) -> bytes:
    """Return a message made by stock gpg without any option of ours."""
    ends = [word for one in recipients for word in ("--recipient", one)]
    where = ("--no-default-keyring", "--keyring", str(ring.keyring), "--trust-model", "always")
    return run_gpg(ring.homes[0], *where, "--encrypt", *ends, stream=data)


def readable_in(home: Path, sealed: Sealed) -> bool:
    """Say whether the person of that home can read the record."""
    try:
        return Opener(home).open(sealed) == RECORD
    except OpeningError:
        return False


def test_the_two_parts_joined_are_the_message(message: bytes) -> None:
    sealed, _ = split(message)

    assert sealed.keys + sealed.body == message


def test_the_cut_is_where_gpg_sees_the_body_begin(ring: Ring, message: bytes) -> None:
    sealed, count = split(message)

    packets = packets_by_gpg(ring.homes[0], message)
    assert (packets[-1], len(packets)) == ((len(sealed.keys), 18), count + 1)


def test_there_is_one_key_packet_for_each_recipient(ring: Ring, message: bytes) -> None:
    _, count = split(message)

    tags = [tag for _, tag in packets_by_gpg(ring.homes[0], message)]
    assert tags == [1] * count + [18]


def test_the_key_packets_can_be_counted_without_the_body(message: bytes) -> None:
    sealed, count = split(message)

    assert count_keys(sealed.keys) == count


def test_the_body_is_known_as_one(message: bytes) -> None:
    assert is_body(split(message)[0].body)


def test_the_key_packets_are_no_body(message: bytes) -> None:
    assert not is_body(split(message)[0].keys)


def test_stock_gpg_reads_keys_and_body_joined(ring: Ring, message: bytes) -> None:
    sealed, _ = split(message)

    assert run_gpg(ring.homes[0], "--decrypt", stream=sealed.keys + sealed.body) == RECORD


def test_nobody_reads_the_body_alone(ring: Ring, message: bytes) -> None:
    body = Sealed(keys=b"", body=split(message)[0].body)

    assert [readable_in(home, body) for home in ring.homes] == [False, False]


@pytest.mark.parametrize("leaver", [0, 1])
def test_without_his_key_packet_a_leaver_is_shut_out_and_nobody_else(
    ring: Ring,
    leaver: int,
) -> None:
    sealed, _ = split(encrypted_by_gpg(ring, RECORD, *ring.two))
    offsets = [offset for offset, _ in packets_by_gpg(ring.homes[0], sealed.keys + sealed.body)]
    start, end = offsets[leaver], offsets[leaver + 1]

    left = Sealed(keys=sealed.keys[:start] + sealed.keys[end:], body=sealed.body)

    expected = [number != leaver for number in (0, 1)]
    assert [readable_in(home, left) for home in ring.homes] == expected


@pytest.mark.parametrize("size", [0, 1, 100, 191, 192, 400, 8_383, 8_384, 70_000, 300_000])
def test_a_record_of_any_length_is_cut_and_read_again(ring: Ring, size: int) -> None:
    record = bytes(number % 251 for number in range(size))

    sealed, _ = split(encrypted_by_gpg(ring, record, *ring.two))

    assert Opener(ring.homes[1]).open(sealed) == record


def test_a_message_cut_short_at_any_byte_is_refused(small: bytes) -> None:
    accepted = []
    for length in range(len(small)):
        try:
            split(small[:length])
        except MalformedMessageError:
            continue
        accepted.append(length)

    assert accepted == []


def test_a_body_cut_short_at_any_byte_is_no_body(small: bytes) -> None:
    body = split(small)[0].body

    assert [length for length in range(len(body)) if is_body(body[:length])] == []


def test_key_packets_cut_short_at_any_byte_cannot_be_counted(ring: Ring, small: bytes) -> None:
    ends = [offset for offset, _ in packets_by_gpg(ring.homes[0], small)]
    counted = []
    for length in range(ends[-1] + 1):
        try:
            count_keys(small[:length])
        except MalformedMessageError:
            continue
        counted.append(length)

    assert counted == ends


@pytest.mark.parametrize("rest", [b"\0", b"\xd2", b"\xd2\x01\x01", b"\x85"])
def test_anything_after_the_body_is_refused(small: bytes, rest: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        split(small + rest)


def test_two_messages_are_not_one(small: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        split(small + small)


def test_a_body_without_key_packets_is_no_message(small: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        split(split(small)[0].body)


def test_key_packets_without_a_body_are_no_message(small: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        split(split(small)[0].keys)


def test_a_body_before_the_key_packets_is_no_message(small: bytes) -> None:
    sealed, _ = split(small)

    with pytest.raises(MalformedMessageError):
        split(sealed.body + sealed.keys)


def test_what_is_no_key_packet_cannot_be_counted(small: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        count_keys(small)


def test_no_key_packets_open_the_body_for_nobody() -> None:
    assert count_keys(b"") == 0


OTHER_BYTES = {
    "nothing": b"",
    "text": b"-----BEGIN PGP MESSAGE-----\n",
    "a signature packet": b"\xc2\x01\x04",
    "an announced length of four gigabytes": b"\xc1\xff\xff\xff\xff\xff",
    "parts without end": b"\xc1\x03abc\xd2\xe0a\xe0a\xe0",
    "a key packet to the end of the data": b"\x87abc\xd2\x01\x01",
}


@pytest.mark.parametrize("message", OTHER_BYTES.values(), ids=OTHER_BYTES)
def test_other_bytes_are_no_message(message: bytes) -> None:
    with pytest.raises(MalformedMessageError):
        split(message)


# Every way to announce the length of a packet (RFC 9580, section 4.2.1).
CONTENT = b"x" * 512


@pytest.mark.parametrize(
    "key_packet",
    [
        b"\xc1\x03abc",
        b"\xc1\xc0\x08" + b"k" * 200,
        b"\xc1\xff\0\0\0\x03abc",
        b"\x84\x03abc",
        b"\x85\0\x03abc",
        b"\x86\0\0\0\x03abc",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        b"\xd2\x03abc",
        b"\xd2\0",
        b"\xd2\xc1\x40" + CONTENT,
        b"\xd2\xff\0\0\x02\0" + CONTENT,
        b"\xd2\xe9" + CONTENT + b"\x03abc",
        b"\xd2\xe9" + CONTENT + b"\xe9" + CONTENT + b"\0",
    ],
)
def test_every_form_of_length_is_followed(key_packet: bytes, body: bytes) -> None:
    assert split(key_packet + body) == (Sealed(keys=key_packet, body=body), 1)


# Bytes that are likely to be taken for packets, and any others.
PACKET_LIKE = st.lists(
    st.sampled_from(
        [b"\xc1", b"\xd2", b"\x84", b"\x85", b"\x86", b"\x87", b"\x01", b"\xc0", b"\xe1", b"\xff"],
    )
    | st.binary(max_size=3),
    max_size=30,
).map(b"".join)


@settings(deadline=None)
@given(PACKET_LIKE | st.binary(max_size=200))
def test_any_bytes_are_refused_or_cut_so_that_they_join_again(data: bytes) -> None:
    try:
        sealed, count = split(data)
    except MalformedMessageError:
        return

    assert (sealed.keys + sealed.body, count_keys(sealed.keys)) == (data, count)


@settings(deadline=None)
@given(PACKET_LIKE | st.binary(max_size=200))
def test_any_bytes_are_a_body_or_not(data: bytes) -> None:
    assert is_body(data) in {True, False}


@settings(deadline=None)
@given(PACKET_LIKE | st.binary(max_size=200))
def test_any_bytes_are_so_many_key_packets_or_refused(data: bytes) -> None:
    try:
        count = count_keys(data)
    except MalformedMessageError:
        return

    assert (count > 0) is (data != b"")


@settings(deadline=None)
@given(st.data())
def test_a_damaged_message_is_refused_or_cut_so_that_it_joins_again(
    small: bytes,
    data: st.DataObject,
) -> None:
    place = data.draw(st.integers(min_value=0, max_value=len(small) - 1))
    octet = data.draw(st.integers(min_value=0, max_value=255))
    damaged = small[:place] + bytes([octet]) + small[place + 1 :]
    try:
        sealed, _ = split(damaged)
    except MalformedMessageError:
        return

    assert sealed.keys + sealed.body == damaged


# The key packets one by one.


def test_each_key_packet_names_the_key_that_gpg_names(ring: Ring, message: bytes) -> None:
    sealed, _ = split(message)
    told = run_gpg(ring.homes[0], "--list-packets", "--list-only", stream=message).decode()
    named = [line.rsplit("keyid ", 1)[1] for line in told.splitlines() if "pubkey enc" in line]
    found = key_packets(sealed.keys)

    assert [one.key_id for one in found] == named
    assert b"".join(one.data for one in found) == sealed.keys
    assert list(leading_key_ids(message)) == named
    # The body of a long message is not there yet.
    assert list(leading_key_ids(message[: len(sealed.keys) + 9])) == named


@settings(deadline=None)
@given(PACKET_LIKE | st.binary(max_size=200))
def test_any_bytes_are_key_packets_or_refused(data: bytes) -> None:
    try:
        found = key_packets(data)
    except MalformedMessageError:
        return

    assert b"".join(one.data for one in found) == data
    assert all(len(one.key_id) == 16 for one in found)


@settings(deadline=None)
@given(PACKET_LIKE | st.binary(max_size=200))
def test_any_bytes_begin_a_message_or_are_refused(data: bytes) -> None:
    try:
        assert leading_key_ids(data)
    except MalformedMessageError:
        return
