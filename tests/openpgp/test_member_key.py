# SPDX-License-Identifier: GPL-3.0-or-later
"""A key that somebody sent us is looked at by real gpg, and says why it cannot be used."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from intake.openpgp.encrypt import armored_for
from intake.openpgp.member_key import KeyFault, MemberKeyError, inspect_key, usable_key
from tests.conftest import NOW, run_gpg
from tests.openpgp.conftest import LONG_AGO, Ring, new_key, revoke

ADDRESS = "camille@example.org"
NAME = f"Camille Ünï <{ADDRESS}>"
# The public key packet of an RSA key of version 3, as PGP 2 made them.
VERSION_3 = bytes([0x99, 0, 13, 3, 0x40, 0, 0, 0, 0, 0, 1, 0, 8, 0xFF, 0, 2])


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Return the GnuPG home of a member, on the short path that the agent's socket wants."""
    made = Path(tempfile.mkdtemp(prefix="a2a-"))
    yield made
    subprocess.run(["gpgconf", "--homedir", str(made), "--kill", "all"], check=True)
    shutil.rmtree(made, ignore_errors=True)


def export(home: Path, *fingerprints: str) -> bytes:
    """Return keys as people paste them."""
    return run_gpg(home, "--armor", "--export", *fingerprints)


def rsa_key(home: Path, bits: int) -> str:
    """Make an RSA key of that length, with a subkey to encrypt to; return its fingerprint."""
    name = f"RSA {bits} <{ADDRESS}>"
    run_gpg(home, "--quick-gen-key", name, f"rsa{bits}", "sign", "0")
    listing = run_gpg(home, "--with-colons", "--list-keys", "--", f"={name}").decode()
    fingerprint = next(one.split(":")[9] for one in listing.split("\n") if one.startswith("fpr"))
    run_gpg(home, "--quick-add-key", fingerprint, f"rsa{bits}", "encr", "0")
    return fingerprint


def test_a_good_key_is_shown_and_can_be_encrypted_to(home: Path) -> None:
    fingerprint = new_key(home, NAME, expires="20400101T000000", subkeys=("20380101T000000",))
    key = inspect_key(export(home, fingerprint), ADDRESS, NOW)

    assert (key.fingerprint, key.names, key.algorithm) == (fingerprint, (NAME,), "ed25519, cv25519")
    assert (str(key.expires), key.warnings) == ("2038-01-01", ())
    with usable_key(key.armored, key.fingerprint) as personal:
        sealed = armored_for(personal, b"secret", NOW)
    assert run_gpg(home, "--decrypt", stream=sealed) == b"secret"


def test_nothing_of_it_stays_on_the_desk(home: Path) -> None:
    fingerprint = new_key(home, NAME)
    with usable_key(export(home, fingerprint).decode(), fingerprint) as personal:
        ring = personal.keyring
        assert ring.is_file()
    assert not ring.parent.exists()


def test_a_binary_key_is_as_good_as_an_armored_one(home: Path) -> None:
    fingerprint = new_key(home, NAME)
    key = inspect_key(run_gpg(home, "--export", fingerprint), ADDRESS, NOW)
    assert key.fingerprint == fingerprint


def test_what_others_signed_on_a_key_is_not_kept(home: Path) -> None:
    """A key can carry thousands of signatures."""
    fingerprint, other = new_key(home, NAME), new_key(home, "Other")
    bare = inspect_key(export(home, fingerprint), ADDRESS, NOW).armored
    run_gpg(home, "--local-user", other, "--quick-sign-key", fingerprint)
    assert inspect_key(export(home, fingerprint), ADDRESS, NOW).armored == bare


def test_another_address_gives_reason_to_look_again(home: Path) -> None:
    """It is no refusal: the challenge shows who reads the mail of the order's address."""
    key = inspect_key(export(home, new_key(home, NAME)), "other@example.org", NOW)
    assert key.warnings == ("no name on it has the address other@example.org",)


def test_a_short_key_is_refused_and_one_that_is_nearly_short_warned_of(home: Path) -> None:
    with pytest.raises(MemberKeyError, match=KeyFault.WEAK):
        inspect_key(export(home, rsa_key(home, 1024)), ADDRESS, NOW)
    key = inspect_key(export(home, rsa_key(home, 2048)), ADDRESS, NOW)
    assert (key.algorithm, key.warnings[0]) == ("RSA 2048", "RSA 2048 should be replaced soon")


def test_a_spent_key_says_what_became_of_it(home: Path) -> None:
    expired = new_key(home, NAME, *LONG_AGO, expires="1y", subkeys=("1y",))
    revoked, sign_only = new_key(home, NAME), new_key(home, NAME, subkeys=())
    revoke(home, revoked)
    said = {expired: "expired on 2020-12-31", revoked: "is revoked", sign_only: "no encryption"}
    for fingerprint, why in said.items():
        with pytest.raises(MemberKeyError, match=why):
            inspect_key(export(home, fingerprint), ADDRESS, NOW)


def test_a_key_that_expires_tomorrow_is_good_today(home: Path) -> None:
    text = export(home, new_key(home, NAME, expires="20400101T000000"))
    eve = NOW.replace(year=2039, month=12, day=31)
    assert inspect_key(text, ADDRESS, eve).fingerprint
    with pytest.raises(MemberKeyError, match="expired on 2040-01-01"):
        inspect_key(text, ADDRESS, eve + timedelta(days=1))


def test_what_is_no_key_of_one_person_is_refused(home: Path) -> None:
    one, two = new_key(home, NAME), new_key(home, "Other")
    secret = run_gpg(home, "--armor", "--export-secret-keys", one)
    good = export(home, one)
    # A key without a name that it has signed itself.
    bare = run_gpg(home, "--export", one)[:53]
    cases = {
        "exactly one public key": export(home, one, two),
        KeyFault.NO_PUBLIC_KEY: secret,
        "a SECRET key": run_gpg(home, "--dearmor", stream=secret),
        KeyFault.TOO_LARGE: b"x" * 32_001,
        "not an OpenPGP key": b"my key is 0x12345678",
        "not a key of version 4": VERSION_3,
        KeyFault.NOTHING_GOOD: bare,
        KeyFault.DAMAGED: good[: len(good) // 2] + b"\n!!!!\n",
    }
    for why, text in cases.items():
        with pytest.raises(MemberKeyError, match=why):
            inspect_key(text, ADDRESS, NOW)


def test_a_name_with_odd_signs_is_a_name(ring: Ring) -> None:
    """Whatever separators it has."""
    for kind in ("accented", "line separator", "next line and colons"):
        text = export(ring.homes[0], ring.keys[kind])
        assert inspect_key(text, "name@example.org", NOW).fingerprint == ring.keys[kind]
