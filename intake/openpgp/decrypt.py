# SPDX-License-Identifier: GPL-3.0-or-later
"""Decrypt a record with the staff's own keys. The web machine never imports this."""

from pathlib import Path

from intake.errors import UnavailableError
from intake.openpgp.gpg import Gpg, GpgUnavailableError, open_gpg
from intake.openpgp.packets import Sealed
from intake.openpgp.session_key import handed_over, open_with


class Opener:
    """Decrypts with the keys, agent or card of one GnuPG home, which is needed only then."""

    def __init__(self, home: Path) -> None:
        """Remember the home."""
        self.home = home
        self._gpg: Gpg | None = None

    def has_keys(self) -> bool:
        """Say whether any secret key is at hand; without one there is no use in trying."""
        try:
            self._gpg = self._gpg or open_gpg(self.home)
        except GpgUnavailableError:
            return False
        return bool(self._gpg.list_keys(secret=True))

    def open(self, sealed: Sealed) -> bytes:
        """Return the record, or raise OpeningError or GpgUnavailableError."""
        self._gpg = self._gpg or open_gpg(self.home)
        result = self._gpg.decrypt(sealed.keys + sealed.body)
        if result.ok and result.returncode == 0:
            return bytes(result.data)
        session_key = handed_over(sealed, self._gpg)
        if session_key is None:
            raise OpeningError(result.status)
        return open_with(session_key, sealed.body, self.home)


class OpeningError(UnavailableError):
    """GnuPG did not decrypt."""

    def __init__(self, why: str) -> None:
        """Give gpg's own word for it."""
        super().__init__(f"the record could not be decrypted: {why}")
