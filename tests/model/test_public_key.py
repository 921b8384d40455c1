# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a public key is what stock GnuPG says of it."""

import pytest

from intake.model.public_key import PublicKey, PublicKeyError, Unfit, fingerprint, read_public_key
from tests.conftest import StaffKeys

# A version 4 key packet, its body starting at the version, and a name.
BODY = b"\x04" + bytes(50)
NAME = b"Zo\xc3\xa9 <zoe@example.org>"
KEY = b"\x98" + bytes([len(BODY)]) + BODY
NAMED = KEY + b"\xb4" + bytes([len(NAME)]) + NAME


def test_the_fingerprint_is_the_one_that_gnupg_shows(staff_keys: StaffKeys) -> None:
    exported = [staff_keys.gpg("--export", one) for one in staff_keys.fingerprints]
    assert tuple(read_public_key(one).fingerprint for one in exported) == staff_keys.fingerprints


def test_the_names_are_those_on_the_key(staff_keys: StaffKeys) -> None:
    key = read_public_key(staff_keys.gpg("--export", staff_keys.fingerprints[1]))
    assert key.user_ids == ("Stéphane Æøå Deux <two@example.org>",)


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("zoe@example.org", True),
        ("Zoe@Example.org", True),
        ("oe@example.org", False),
        ("zoe@example", False),
    ],
)
def test_a_key_is_for_the_whole_address_on_it(address: str, *, named: bool) -> None:
    assert read_public_key(NAMED).names(address) == named


def test_a_name_may_be_an_address_alone() -> None:
    key = PublicKey(data=b"", fingerprint="", user_ids=("desk@example.org",))
    assert key.names("desk@example.org")


def test_a_fingerprint_is_shown_in_groups_of_four() -> None:
    assert PublicKey(data=b"", fingerprint="0123456789AB", user_ids=()).groups == "0123 4567 89AB"


@pytest.mark.parametrize(
    "head",
    [
        b"\x98" + (51).to_bytes(1),
        b"\x99" + (51).to_bytes(2),
        b"\x9a" + (51).to_bytes(4),
        b"\xc6" + (51).to_bytes(1),
        b"\xc6\xff" + (51).to_bytes(4),
    ],
    ids=["old, one octet", "old, two", "old, four", "new, one", "new, five"],
)
def test_every_form_of_a_packet_gives_the_same_fingerprint(head: bytes) -> None:
    """RFC 9580, section 4.2."""
    assert read_public_key(head + BODY).fingerprint == fingerprint(BODY)


def test_a_new_packet_of_two_octets_of_length_is_read() -> None:
    body = b"\x04" + bytes(300)
    head = b"\xc6" + bytes([192 + (301 - 192 >> 8), (301 - 192) & 0xFF])
    assert read_public_key(head + body).fingerprint == fingerprint(body)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", Unfit.ARMORED),
        (b"\x94" + bytes([len(BODY)]) + BODY, Unfit.NOT_PUBLIC),
        (NAMED + b"\x9c\x01\x04", Unfit.NOT_PUBLIC),
        (KEY + KEY, Unfit.NOT_ONE),
        (NAMED[len(KEY) :], Unfit.NOT_ONE),
        (b"", Unfit.NOT_ONE),
        (b"\x98\x02\x06\x00", Unfit.VERSION),
        (b"hello", Unfit.NO_KEY),
        (KEY[:-1], Unfit.CUT),
        (b"\x99\x00", Unfit.CUT),
        (b"\xc6\xff\x00", Unfit.CUT),
        (b"\x9b" + BODY, Unfit.NO_EXPORT),
        (b"\xc6\xe0" + BODY, Unfit.NO_EXPORT),
    ],
)
def test_what_is_no_single_public_key_is_refused(data: bytes, why: Unfit) -> None:
    with pytest.raises(PublicKeyError) as refused:
        read_public_key(data)
    assert str(refused.value) == why


def test_a_secret_key_of_gnupg_is_refused(staff_keys: StaffKeys) -> None:
    """Whoever forgets the word "public" must not publish the other half."""
    secret = staff_keys.gpg("--export-secret-keys", staff_keys.fingerprints[0])
    with pytest.raises(PublicKeyError, match="SECRET"):
        read_public_key(secret)
