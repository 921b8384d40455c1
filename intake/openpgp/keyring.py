# SPDX-License-Identifier: GPL-3.0-or-later
"""Which keys records are encrypted to, and whether each can be used today.

Recipients are full fingerprints in a file that people write, one a line, with ``#`` comments.
GnuPG refuses a whole message when one recipient has expired, so every key is judged beforehand.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NewType

from intake.errors import Fault, InvalidInputError, RefusedError, UnavailableError
from intake.openpgp.gpg import Gpg

# Forty upper-case hexadecimal digits.
Fingerprint = NewType("Fingerprint", str)

LEAST_USABLE = 2
_FINGERPRINT = re.compile(r"[0-9A-F]{40}")
# Fields of gpg --with-colons (GnuPG's doc/DETAILS), counted from 0.
_RECORD, _VALIDITY, _EXPIRES, _CAPABILITIES = 0, 1, 6, 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A key that records are encrypted to, or the reason why it cannot be used."""

    fingerprint: Fingerprint
    fault: str | None = None


def parse_fingerprint(text: str) -> Fingerprint:
    """Read a fingerprint as people type it, with or without spaces; else BadFingerprintError.

    >>> parse_fingerprint("0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567")
    '0123456789ABCDEF0123456789ABCDEF01234567'
    """
    digits = "".join(text.split()).upper()
    if not _FINGERPRINT.fullmatch(digits):
        raise BadFingerprintError(text)
    return Fingerprint(digits)


def read_recipients(path: Path) -> tuple[Fingerprint, ...]:
    """Read the recipients file; RecipientsError names the line that is not a fingerprint."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RecipientsError(path, "cannot be read") from error
    found = []
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].replace(" ", "").upper()
        if text and not _FINGERPRINT.fullmatch(text):
            raise RecipientsError(path, f"line {number} is no fingerprint of 40 hexadecimal digits")
        if text:
            found.append(Fingerprint(text))
    if len(set(found)) != len(found):
        raise RecipientsError(path, "names a fingerprint twice")
    return tuple(found)


def judge(
    fingerprints: Sequence[Fingerprint],
    gpg: Gpg,
    now: datetime.datetime,
) -> tuple[Recipient, ...]:
    """Look each key up and say what is wrong with it, if anything."""
    return tuple(
        Recipient(fingerprint=one, fault=_fault(gpg.colon_records(one), now))
        for one in fingerprints
    )


def usable(recipients: Sequence[Recipient]) -> tuple[Fingerprint, ...]:
    """Return the keys that can be used, or raise TooFewRecipientsError if they are under two."""
    good = tuple(one.fingerprint for one in recipients if one.fault is None)
    if len(good) < LEAST_USABLE:
        raise TooFewRecipientsError(recipients)
    return good


def _fault(records: Sequence[Sequence[str]], now: datetime.datetime) -> str | None:
    primary = next((record for record in records if record[_RECORD] == "pub"), None)
    if primary is None:
        return "is not in the keyring"
    fault = _spent(primary, now)
    if fault:
        return fault
    subkeys = [record for record in records if record[_RECORD] in {"pub", "sub"}]
    able = [record for record in subkeys if "e" in record[_CAPABILITIES]]
    if not able:
        return "cannot encrypt: it has no encryption subkey"
    faults = [_spent(record, now) for record in able]
    return None if None in faults else f"cannot encrypt: its subkey {faults[0]}"


def _spent(record: Sequence[str], now: datetime.datetime) -> str | None:
    """Say why a primary key or subkey cannot be used any more, if so."""
    if record[_VALIDITY] == "r":
        return "is revoked"
    if record[_VALIDITY] in {"i", "d", "n"} or "D" in record[_CAPABILITIES]:
        return "is invalid or disabled"
    expires = record[_EXPIRES]
    if expires and int(expires) <= now.timestamp():
        day = datetime.datetime.fromtimestamp(int(expires), datetime.UTC).date()
        return f"expired on {day}"
    return "has expired" if record[_VALIDITY] == "e" else None


class BadFingerprintError(InvalidInputError):
    """This is no fingerprint."""

    def __init__(self, text: str) -> None:
        """Keep what was typed."""
        super().__init__([Fault(field="fingerprint", code="bad_fingerprint")])
        self.text = text

    def __str__(self) -> str:
        """Say what one looks like, and how to see it."""
        return f"{self.text!r} is no fingerprint of 40 digits, as gpg --fingerprint shows it"


class RecipientsError(RefusedError):
    """The recipients file cannot be used."""

    def __init__(self, path: Path, what: str) -> None:
        """Name the file and the fault."""
        super().__init__(f"{path} {what}")


class TooFewRecipientsError(UnavailableError):
    """Fewer than two keys can read what we would write."""

    def __init__(self, recipients: Sequence[Recipient]) -> None:
        """Say what is wrong with each key."""
        faults = "; ".join(f"{one.fingerprint} {one.fault}" for one in recipients if one.fault)
        super().__init__(
            f"at least {LEAST_USABLE} staff keys must be usable"
            f"{': ' + faults if faults else ', and the recipients file names fewer'}",
        )
