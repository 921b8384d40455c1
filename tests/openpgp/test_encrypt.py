# SPDX-License-Identifier: GPL-3.0-or-later
"""A record is encrypted to every recipient or to nobody, and says nothing to others."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer, SealingError, open_sealer
from intake.openpgp.keyring import TooFewRecipientsError
from intake.openpgp.packets import count_keys, is_body
from tests.conftest import NOW
from tests.openpgp.conftest import Ring, make_passing_keyring, packets_by_gpg

RECORD = b'{"format": "order/1", "name": "Camille Exemple"}\n'


@pytest.fixture(scope="session", params=[2, 5], ids=["two recipients", "five recipients"])
def sealer(request: pytest.FixtureRequest, ring: Ring) -> Sealer:
    """Return a sealer for two and for five."""
    return ring.sealer(*(ring.two if request.param == 2 else ring.five))


def test_there_is_one_key_packet_for_each_recipient(sealer: Sealer) -> None:
    assert count_keys(sealer.seal(RECORD).keys) == len(sealer.recipients)


def test_the_body_is_one_packet_of_the_kind_that_all_programs_read(
    ring: Ring,
    sealer: Sealer,
) -> None:
    sealed = sealer.seal(RECORD)

    packets = packets_by_gpg(ring.homes[0], sealed.keys + sealed.body)
    # The first octet after the length is the version: 1 of SEIPD, by MDC and not by AEAD.
    assert (is_body(sealed.body), packets[-1][1], sealed.body[2]) == (True, 18, 1)


def test_no_word_of_the_record_stands_in_what_is_kept(sealer: Sealer) -> None:
    sealed = sealer.seal(RECORD)

    words = [b"order/1", b"Camille", b"Exemple", b"format"]
    assert [word for word in words if word in sealed.keys + sealed.body] == []


@pytest.mark.parametrize("reader", [0, 1])
def test_each_recipient_reads_it_alone(ring: Ring, sealer: Sealer, reader: int) -> None:
    assert Opener(ring.homes[reader]).open(sealer.seal(RECORD)) == RECORD


@pytest.mark.parametrize("record", [b"", b"\n", bytes(range(256)), b"x" * 100_000])
def test_any_bytes_come_back_as_they_were(ring: Ring, sealer: Sealer, record: bytes) -> None:
    assert Opener(ring.homes[0]).open(sealer.seal(record)) == record


def test_the_same_record_is_never_sealed_alike(sealer: Sealer) -> None:
    assert sealer.seal(RECORD).body != sealer.seal(RECORD).body


def test_records_of_one_length_have_bodies_of_one_length(sealer: Sealer) -> None:
    """What is easy to compress must not be told from what is not."""
    easy, hard = b"a" * 4096, bytes((7 * number * number) % 251 for number in range(4096))

    assert len(sealer.seal(easy).body) == len(sealer.seal(hard).body)


def test_several_threads_seal_at_once(ring: Ring, sealer: Sealer) -> None:
    records = [f"record {number}".encode() for number in range(8)]

    with ThreadPoolExecutor(max_workers=4) as pool:
        sealed = list(pool.map(sealer.seal, records))

    opener = Opener(ring.homes[0])
    assert [opener.open(one) for one in sealed] == records


@pytest.mark.parametrize("key", ["expired", "revoked", "sign-only", "subkey expired"])
def test_a_key_that_cannot_be_used_is_left_out_while_two_remain(ring: Ring, key: str) -> None:
    good = ring.sealer(*ring.two)
    sealer = dataclasses.replace(good, recipients=(*good.recipients, ring.keys[key]))

    sealed = sealer.seal(RECORD)

    read = [Opener(home).open(sealed) for home in ring.homes]
    assert (count_keys(sealed.keys), read) == (2, [RECORD, RECORD])


@pytest.mark.parametrize("key", ["expired", "revoked", "sign-only", "subkey expired"])
def test_a_record_that_one_person_alone_could_read_is_refused(ring: Ring, key: str) -> None:
    good = ring.sealer(*ring.two)
    sealer = dataclasses.replace(good, recipients=(good.recipients[0], ring.keys[key]))

    with pytest.raises(TooFewRecipientsError, match=ring.keys[key]):
        sealer.seal(RECORD)


def test_a_recipient_who_would_be_left_out_refuses_the_record(ring: Ring) -> None:
    good = ring.sealer(*ring.two)
    sealer = dataclasses.replace(good, recipients=(*good.recipients, good.recipients[0]))

    with pytest.raises(SealingError, match="a recipient is left out"):
        sealer.seal(RECORD)


def test_a_key_that_expires_while_we_run_refuses_records_until_it_is_prolonged(
    ring: Ring,
    tmp_path: Path,
) -> None:
    keyring = make_passing_keyring(ring.homes[0], tmp_path, ring.keys["three"])
    sealer = open_sealer(keyring.path, keyring.recipients, NOW)
    keyring.path.write_bytes(keyring.spent)
    with pytest.raises(TooFewRecipientsError):
        sealer.seal(RECORD)
    keyring.path.write_bytes(keyring.good)

    sealed = sealer.seal(RECORD)

    assert Opener(ring.homes[0]).open(sealed) == RECORD
