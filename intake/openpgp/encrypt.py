# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypt a record in memory to the staff's keys and cut it in two."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from intake.errors import UnavailableError
from intake.openpgp.gpg import WRITE_ONLY, Gpg, open_gpg
from intake.openpgp.keyring import Fingerprint, judge, read_recipients, usable
from intake.openpgp.packets import MalformedMessageError, Sealed, split

# RFC 9580 lets newer GnuPG choose packets that older programs cannot read; this keeps to those
# that all can. No compression: lengths of compressed text tell about the text.
_FORMAT = ("--compliance=openpgp", "--compress-level=0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """Encrypts to a fixed set of fingerprints. Holds public keys only, and no state."""

    gpg: Gpg
    recipients: tuple[Fingerprint, ...]

    def seal(self, data: bytes) -> Sealed:
        """Return the record encrypted to every recipient, or raise SealingError."""
        result = self.gpg.encrypt(data, list(self.recipients), armor=False)
        if not result.ok or result.returncode != 0:
            raise SealingError(result.status)
        try:
            sealed, keys = split(result.data)
        except MalformedMessageError as error:
            raise SealingError(str(error)) from error
        if keys != len(self.recipients):
            raise SealingError(why="a recipient is left out")
        return sealed


def open_sealer(keyring: Path, recipients: Path, now: datetime.datetime) -> Sealer:
    """Return a sealer for the recipients file, or refuse if fewer than two keys are usable."""
    gpg = open_gpg(keyring.parent, keyring=keyring, options=WRITE_ONLY + _FORMAT)
    return Sealer(gpg=gpg, recipients=usable(judge(read_recipients(recipients), gpg, now)))


class SealingError(UnavailableError):
    """GnuPG did not encrypt; nothing was kept."""

    def __init__(self, why: str) -> None:
        """Give gpg's own word for it."""
        super().__init__(f"the record could not be encrypted: {why}")
