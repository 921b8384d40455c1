# SPDX-License-Identifier: GPL-3.0-or-later
"""Staff open records with their own keys, and hear why when they cannot."""

from pathlib import Path

import pytest

from intake.openpgp.decrypt import Opener, OpeningError
from intake.openpgp.gpg import GpgUnavailableError
from intake.openpgp.packets import Sealed
from tests.openpgp.conftest import Ring

RECORD = b"the record"


@pytest.fixture(scope="session")
def sealed(ring: Ring) -> Sealed:
    """Return a record for the two."""
    return ring.sealer(*ring.two).seal(RECORD)


def test_each_of_the_two_opens_the_record(ring: Ring, sealed: Sealed) -> None:
    assert [Opener(home).open(sealed) for home in ring.homes] == [RECORD, RECORD]


def test_who_is_no_recipient_opens_nothing(ring: Ring) -> None:
    sealed = ring.sealer(ring.keys["one"], ring.keys["three"]).seal(RECORD)

    with pytest.raises(OpeningError, match=r"^the record could not be decrypted: "):
        Opener(ring.homes[1]).open(sealed)


@pytest.mark.parametrize("place", [-1, -25, 30])
def test_a_damaged_body_is_never_opened(ring: Ring, sealed: Sealed, place: int) -> None:
    body = bytearray(sealed.body)
    body[place] ^= 1

    with pytest.raises(OpeningError):
        Opener(ring.homes[0]).open(Sealed(keys=sealed.keys, body=bytes(body)))


@pytest.mark.parametrize(("keys", "body"), [(True, False), (False, True), (False, False)])
def test_one_part_alone_is_never_opened(
    ring: Ring,
    sealed: Sealed,
    *,
    keys: bool,
    body: bool,
) -> None:
    part = Sealed(keys=sealed.keys if keys else b"", body=sealed.body if body else b"")

    with pytest.raises(OpeningError):
        Opener(ring.homes[0]).open(part)


def test_the_key_packets_of_another_record_open_nothing(ring: Ring, sealed: Sealed) -> None:
    other = ring.sealer(*ring.two).seal(RECORD)

    with pytest.raises(OpeningError):
        Opener(ring.homes[0]).open(Sealed(keys=other.keys, body=sealed.body))


def test_what_is_not_encrypted_is_no_record(ring: Ring) -> None:
    with pytest.raises(OpeningError):
        Opener(ring.homes[0]).open(Sealed(keys=b"", body=b"plain text"))


def test_a_home_that_is_not_there_is_named(tmp_path: Path, sealed: Sealed) -> None:
    with pytest.raises(GpgUnavailableError, match="does not work in"):
        Opener(tmp_path / "nowhere").open(sealed)


def test_whether_there_is_a_secret_key_is_known_beforehand(ring: Ring, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir(mode=0o700)

    homes = [ring.homes[0], tmp_path / "empty", tmp_path / "nowhere"]
    assert [Opener(home).has_keys() for home in homes] == [True, False, False]
