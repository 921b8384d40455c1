# SPDX-License-Identifier: GPL-3.0-or-later
"""Only what one good staff key has signed is read; whatever is odd about it is a refusal."""

import datetime
from pathlib import Path

import pytest

from intake.openpgp.keyring import Fingerprint
from intake.openpgp.sign import NoSigningKeyError, sign
from intake.openpgp.signature import SignatureError, Signed, read_signed
from tests.conftest import run_gpg
from tests.openpgp.conftest import AND_LATER, LONG_AGO, ODD_NAMES, Ring, new_key, revoke

TEXT = "Numéro\n[GNUPG:] GOODSIG 0 nobody\n".encode()
# Gpg has the machine's clock, so signatures are made with it and judged at its time or later.
LATE = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)


def signed(ring: Ring, key: str, *options: str, text: bytes = TEXT) -> bytes:
    """Return the text signed by stock gpg with a key of the first person."""
    arguments = (*options, "--local-user", ring.keys[key], "--sign")
    return run_gpg(ring.homes[0], *arguments, stream=text)


def read(ring: Ring, message: bytes, *signers: Fingerprint, keyring: Path | None = None) -> Signed:
    """Read a message that one of these should have signed."""
    return read_signed(message, keyring=keyring or ring.keyring, signers=signers, now=LATE)


def test_what_the_desk_signs_the_web_machine_reads(ring: Ring) -> None:
    message = sign(TEXT, home=ring.homes[0], signers=ring.two)

    assert read(ring, message, *ring.two) == Signed(text=TEXT, signer=ring.keys["one"])


def test_the_first_key_that_the_desk_has_signs(ring: Ring) -> None:
    message = sign(TEXT, home=ring.homes[1], signers=ring.two)

    assert read(ring, message, *ring.two).signer == ring.keys["two"]


def test_a_desk_without_such_a_key_says_so(ring: Ring) -> None:
    with pytest.raises(NoSigningKeyError):
        sign(TEXT, home=ring.homes[1], signers=[ring.keys["one"]])


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_on_a_key_changes_nothing(ring: Ring, name: str) -> None:
    message = signed(ring, name)

    assert read(ring, message, ring.keys[name]).text == TEXT


def test_a_key_that_is_not_the_staffs_proves_nothing(ring: Ring) -> None:
    """Though it is good, and in the keyring."""
    with pytest.raises(SignatureError, match=f"{ring.keys['three']} is no key of the staff"):
        read(ring, signed(ring, "three"), *ring.two)


def test_a_key_that_the_keyring_lacks_proves_nothing(ring: Ring, tmp_path: Path) -> None:
    keyring = tmp_path / "one.gpg"
    keyring.write_bytes(run_gpg(ring.homes[0], "--export", ring.keys["three"]))

    with pytest.raises(SignatureError):
        read(ring, signed(ring, "one"), *ring.two, keyring=keyring)


@pytest.mark.parametrize("spent", ["expired", "revoked"])
def test_a_spent_key_proves_nothing(ring: Ring, tmp_path: Path, spent: str) -> None:
    """Not even what it signed while it was good, which gpgv would take."""
    home, keyring = tmp_path / "home", tmp_path / "ring.gpg"
    home.mkdir(mode=0o700)
    key = new_key(home, "Spent", *LONG_AGO)
    message = run_gpg(home, *AND_LATER, "--local-user", key, "--sign", stream=TEXT)
    keyring.write_bytes(run_gpg(home, "--export", key))
    assert read(ring, message, key, keyring=keyring).text == TEXT

    if spent == "expired":
        run_gpg(home, *AND_LATER, "--quick-set-expire", key, "1y")
    else:
        revoke(home, key)
    keyring.write_bytes(run_gpg(home, "--export", key))

    with pytest.raises(SignatureError, match="gpg "):
        read(ring, message, key, keyring=keyring)


def test_every_octet_counts(ring: Ring) -> None:
    message = signed(ring, "one", "--compress-level=0")
    for place in range(0, len(message), 7):
        changed = bytearray(message)
        changed[place] ^= 1
        try:
            assert read(ring, bytes(changed), *ring.two).text == TEXT
        except SignatureError:
            continue


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"{}",
        b"\x00",
        b"-----BEGIN PGP SIGNED MESSAGE-----\n\n{}\n",
    ],
)
def test_what_is_no_signed_message_is_refused(ring: Ring, message: bytes) -> None:
    with pytest.raises(SignatureError):
        read(ring, message, *ring.two)


def test_two_signatures_are_refused(ring: Ring) -> None:
    message = signed(ring, "one", "--local-user", ring.keys["three"])

    with pytest.raises(SignatureError, match="not one signature"):
        read(ring, message, *ring.two)


def test_an_encrypted_message_is_refused(ring: Ring) -> None:
    """Though the signature in it is good."""
    recipient = ("--trust-model=always", "--recipient", ring.keys["one"], "--encrypt")
    message = signed(ring, "one", *recipient)

    with pytest.raises(SignatureError):
        read(ring, message, *ring.two)


def test_a_clear_signed_text_is_refused(ring: Ring) -> None:
    """There would be something around what was signed."""
    message = run_gpg(ring.homes[0], "--local-user", ring.keys["one"], "--clear-sign", stream=TEXT)

    with pytest.raises(SignatureError, match="of a kind that we do not make"):
        read(ring, message, *ring.two)


def test_a_weak_digest_is_refused(ring: Ring) -> None:
    options = ("--digest-algo", "SHA224", "--personal-digest-preferences", "SHA224")
    message = signed(ring, "one", *options)

    with pytest.raises(SignatureError):
        read(ring, message, *ring.two)


def test_a_signature_from_the_future_is_refused(ring: Ring) -> None:
    message = signed(ring, "one")
    early = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)

    with pytest.raises(SignatureError, match="from the future"):
        read_signed(message, keyring=ring.keyring, signers=ring.two, now=early)


def test_a_signature_that_has_expired_is_refused(ring: Ring) -> None:
    past = ("--faked-system-time", "20200601T000000", "--default-sig-expire", "1d")
    home = ring.homes[0]
    key = new_key(home, "Old signer", *LONG_AGO)
    message = run_gpg(home, *past, "--local-user", key, "--sign", stream=TEXT)
    keyring = ring.keyring.with_name("old-signer.gpg")
    keyring.write_bytes(run_gpg(home, "--export", key))

    with pytest.raises(SignatureError):
        read(ring, message, key, keyring=keyring)
