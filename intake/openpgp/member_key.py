# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at a key that somebody sent us, at the desk and in a home that is thrown away.

The web machine only saw that the text has the shape of a public key. No key of a member ever comes
into a keyring of the staff: one import there could change what records are encrypted to.
"""

import datetime
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from intake.errors import RefusedError
from intake.model.member_key import MemberKey
from intake.model.public_key import PublicKey, PublicKeyError, read_public_key
from intake.openpgp.encrypt import PersonalKey
from intake.openpgp.gpg import WRITE_ONLY, Gpg, open_gpg
from intake.openpgp.key_state import SPENT, key_end
from intake.openpgp.keyring import Fingerprint, judge

# What the order form takes; a key with 150 names is as large.
LARGEST = 32_000
# The key, its names and their own signatures: others may have signed it by the thousand.
_MINIMAL = ["--import-options", "import-minimal"]
_ARMORED = b"-----BEGIN PGP PUBLIC KEY BLOCK-----"
_SECONDS = 10.0
# Fields of gpg --with-colons (GnuPG's doc/DETAILS), counted from 0.
_RECORD, _VALIDITY, _BITS, _ALGORITHM, _CURVE = 0, 1, 2, 3, 16
# RFC 9580, 9.1: those whose strength is that of their length.
_BY_LENGTH = {"1": "RSA", "2": "RSA", "3": "RSA", "16": "ElGamal", "17": "DSA"}
# BSI TR-02102-1 and NIST SP 800-131A: shorter is broken or nearly so; below 3000, replace it soon.
_SHORTEST, _SHORT = 2048, 3000


class KeyFault(StrEnum):
    """Why nothing is encrypted to a key."""

    TOO_LARGE = f"it has more than {LARGEST} bytes"
    NO_PUBLIC_KEY = "it is no public key: its first line should say PUBLIC KEY BLOCK"
    DAMAGED = "its armor is damaged; ask for it once more"
    NOTHING_GOOD = "gpg takes none of it: no name on it has a signature that counts"
    WEAK = f"it is too short to protect anything; a new one has {_SHORTEST} bits at the very least"


def inspect_key(text: bytes, address: str, now: datetime.datetime) -> MemberKey:
    """Return the key of the text if it can be encrypted to, or raise MemberKeyError.

    A key that is good but gives reason to look again has warnings: another address, a short length.
    """
    if len(text) > LARGEST:
        raise MemberKeyError(KeyFault.TOO_LARGE)
    try:
        public = read_public_key(_binary(text))
    except PublicKeyError as error:
        raise MemberKeyError(str(error)) from error
    fingerprint = Fingerprint(public.fingerprint)
    with thrown_away(public.data) as keyring:
        gpg = _ring(keyring)
        records = gpg.colon_records(fingerprint)
        if not any(one[_RECORD] == "pub" for one in records):
            raise MemberKeyError(KeyFault.NOTHING_GOOD)
        (judged,) = judge((fingerprint,), gpg, now)
        if judged.fault:
            raise MemberKeyError(judged.fault)
        used = [one for one in records if one[_RECORD] in {"pub", "sub"} and _is_good(one)]
        _refuse_weak(used)
        # What is left of it has only names that the key itself has signed.
        minimal = read_public_key(gpg.export_keys(fingerprint, armor=False, minimal=True))
        return MemberKey(
            fingerprint=fingerprint,
            names=minimal.user_ids,
            algorithm=", ".join(dict.fromkeys(map(_name, used))),
            expires=key_end(records),
            armored=str(gpg.export_keys(fingerprint, minimal=True)),
            warnings=tuple(_warnings(minimal, used, address)),
        )


@contextmanager
def thrown_away(key: bytes) -> Iterator[Path]:
    """Yield a keyring of that key alone, in a home that is gone afterwards."""
    with TemporaryDirectory(prefix="member-key-") as home:
        keyring = Path(home, "member.gpg")
        _ring(keyring).import_keys(key, extra_args=_MINIMAL)
        yield keyring


@contextmanager
def usable_key(armored: str, fingerprint: str) -> Iterator[PersonalKey]:
    """Yield a confirmed key, as a paper holds it, for whoever encrypts a mail."""
    with thrown_away(armored.encode()) as keyring:
        yield PersonalKey(fingerprint=Fingerprint(fingerprint), keyring=keyring)


def _ring(keyring: Path) -> Gpg:
    return open_gpg(keyring.parent, keyring=keyring, options=WRITE_ONLY)


def _binary(text: bytes) -> bytes:
    """Return the bytes of a key, which may be armored."""
    if not text.lstrip().startswith(b"-----"):
        return text
    if not text.lstrip().startswith(_ARMORED):
        raise MemberKeyError(KeyFault.NO_PUBLIC_KEY)
    with TemporaryDirectory(prefix="member-key-") as home:
        command = ["gpg", f"--homedir={home}", *WRITE_ONLY, "--batch", "--quiet", "--dearmor"]
        done = subprocess.run(
            command, input=text, capture_output=True, timeout=_SECONDS, check=False
        )
    if done.returncode or not done.stdout:
        raise MemberKeyError(KeyFault.DAMAGED)
    return done.stdout


def _refuse_weak(used: Sequence[Sequence[str]]) -> None:
    if any(_has_length(record) and int(record[_BITS]) < _SHORTEST for record in used):
        raise MemberKeyError(KeyFault.WEAK)


def _warnings(key: PublicKey, used: Sequence[Sequence[str]], address: str) -> Iterator[str]:
    if not key.names(address):
        yield f"no name on it has the address {address}"
    for record in used:
        if _has_length(record) and int(record[_BITS]) < _SHORT:
            yield f"{_name(record)} should be replaced soon"


def _is_good(record: Sequence[str]) -> bool:
    return record[_VALIDITY] not in SPENT


def _has_length(record: Sequence[str]) -> bool:
    return record[_ALGORITHM] in _BY_LENGTH


def _name(record: Sequence[str]) -> str:
    if _has_length(record):
        return f"{_BY_LENGTH[record[_ALGORITHM]]} {record[_BITS]}"
    return record[_CURVE] or f"algorithm {record[_ALGORITHM]}"


class MemberKeyError(RefusedError):
    """Nothing can be encrypted to this key, or nothing that would stay secret."""

    def __init__(self, why: str) -> None:
        """Say what is wrong with it."""
        super().__init__(f"the key cannot be used: {why}")
