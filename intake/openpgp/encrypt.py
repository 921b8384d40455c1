# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypt in memory: a record to the staff's keys, cut in two; a mail to one person's key."""

import datetime
import logging
from dataclasses import dataclass
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.openpgp.checked_keyring import CheckedKeyring
from intake.openpgp.gpg import WRITE_ONLY, Gpg, open_gpg
from intake.openpgp.keyring import Fingerprint, Recipient, judge, read_recipients, usable
from intake.openpgp.packets import MalformedMessageError, Sealed, split

# RFC 9580 lets newer GnuPG choose packets that older programs cannot read; this keeps to those
# that all can. No compression: lengths of compressed text tell about the text.
_FORMAT = ("--compliance=openpgp", "--compress-level=0")
# A moment at which no key has expired by our own count: what gpg says is then all that decides.
_LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """Encrypts to a fixed set of fingerprints. Holds public keys only."""

    gpg: Gpg
    recipients: tuple[Fingerprint, ...]
    keyring: CheckedKeyring

    def seal(self, data: bytes) -> Sealed:
        """Return the record encrypted to every recipient, or raise SealingError.

        A key that has expired since the start is left out, as long as two can read the record.
        """
        try:
            self.keyring.refresh()
        except OSError as error:
            raise SealingError(why="the keyring cannot be read") from error
        try:
            return _sealed(data, self.gpg, self.recipients)
        except SealingError:
            # Gpg refuses a whole message for one key, and its own clock says which.
            still = usable(judge(self.recipients, self.gpg, _LONG_AGO))
            if still == self.recipients:
                raise
            _log.warning("%d of the staff keys cannot be used", len(self.recipients) - len(still))
            return _sealed(data, self.gpg, still)


def _sealed(data: bytes, gpg: Gpg, recipients: tuple[Fingerprint, ...]) -> Sealed:
    result = gpg.encrypt(data, list(recipients), armor=False)
    if not result.ok or result.returncode != 0:
        raise SealingError(result.status)
    try:
        sealed, keys = split(result.data)
    except MalformedMessageError as error:
        raise SealingError(str(error)) from error
    if keys != len(recipients):
        raise SealingError(why="a recipient is left out")
    return sealed


def open_sealer(keyring: Path, recipients: Path, now: datetime.datetime) -> Sealer:
    """Return a sealer for the recipients file, or refuse if fewer than two keys are usable."""
    checked = CheckedKeyring(keyring)
    gpg = open_gpg(keyring.parent, keyring=checked.path, options=WRITE_ONLY + _FORMAT)
    judged = judge(read_recipients(recipients), gpg, now)
    good = usable(judged)
    for one in judged:
        if one.fault:
            _log.warning("staff key %s %s: it reads no new order", one.fingerprint, one.fault)
    return Sealer(gpg=gpg, recipients=good, keyring=checked)


def unusable_at(
    keyring: Path, recipients: Path, moment: datetime.datetime
) -> tuple[Recipient, ...]:
    """Return the recipients whose keys cannot be used at a moment, which may be yet to come."""
    gpg = open_gpg(keyring.parent, keyring=keyring, options=WRITE_ONLY)
    return tuple(one for one in judge(read_recipients(recipients), gpg, moment) if one.fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalKey:
    """A key that staff have confirmed with its owner, in a keyring that has it."""

    fingerprint: Fingerprint
    keyring: Path


def armored_for(key: PersonalKey, data: bytes, now: datetime.datetime) -> bytes:
    """Return the data encrypted to one person's key, as text in ASCII.

    KeyUnusableError if the key is not there, revoked or expired: what was to be encrypted must
    never go out in plain text instead.
    """
    gpg = open_gpg(key.keyring.parent, keyring=key.keyring, options=WRITE_ONLY + _FORMAT)
    (judged,) = judge((key.fingerprint,), gpg, now)
    if judged.fault is not None:
        raise KeyUnusableError(judged)
    result = gpg.encrypt(data, [key.fingerprint], armor=True)
    if not result.ok or result.returncode != 0:
        raise SealingError(result.status)
    return bytes(result.data)


class KeyUnusableError(RefusedError):
    """Nothing can be encrypted to this key."""

    def __init__(self, recipient: Recipient) -> None:
        """Name the key and what is wrong with it."""
        super().__init__(f"the key {recipient.fingerprint} {recipient.fault}")


class SealingError(UnavailableError):
    """GnuPG did not encrypt; nothing was kept."""

    def __init__(self, why: str) -> None:
        """Give gpg's own word for it."""
        super().__init__(f"gpg could not encrypt: {why}")
