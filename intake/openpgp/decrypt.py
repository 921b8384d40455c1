# SPDX-License-Identifier: GPL-3.0-or-later
"""Decrypt a record with the staff's own keys. The web machine never imports this."""

from dataclasses import dataclass
from pathlib import Path

from intake.errors import UnavailableError
from intake.openpgp.gpg import Gpg, open_gpg
from intake.openpgp.packets import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """Decrypts with the keys, agent or card of one GnuPG home."""

    gpg: Gpg

    def open(self, sealed: Sealed) -> bytes:
        """Return the record, or raise OpeningError."""
        result = self.gpg.decrypt(sealed.keys + sealed.body)
        if not result.ok or result.returncode != 0:
            raise OpeningError(result.status)
        return bytes(result.data)


def open_opener(home: Path) -> Opener:
    """Return an opener for that GnuPG home, or raise GpgUnavailableError."""
    return Opener(gpg=open_gpg(home))


class OpeningError(UnavailableError):
    """GnuPG did not decrypt."""

    def __init__(self, why: str) -> None:
        """Give gpg's own word for it."""
        super().__init__(f"the record could not be decrypted: {why}")
