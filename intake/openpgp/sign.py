# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign a text with a staff key of this desk. The web machine has no such key."""

from collections.abc import Sequence
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.openpgp.gpg import Gpg, open_gpg
from intake.openpgp.keyring import Fingerprint


def sign(text: bytes, *, home: Path, signers: Sequence[Fingerprint]) -> bytes:
    """Return one OpenPGP message that holds the text and a signature by the first key we have.

    The text lies inside, so that there is one file and nothing around what was signed.
    """
    gpg = open_gpg(home)
    for signer in signers:
        if not _is_ours(gpg, signer):
            continue
        result = gpg.sign(text, keyid=signer, clearsign=False, binary=True)
        if result.returncode != 0 or not result.data:
            raise SigningError(str(result.status))
        return bytes(result.data)
    raise NoSigningKeyError(home)


def _is_ours(gpg: Gpg, fingerprint: Fingerprint) -> bool:
    return any(record[0] == "sec" for record in gpg.colon_records(fingerprint, secret=True))


class SigningError(UnavailableError):
    """GnuPG did not sign."""

    def __init__(self, why: str) -> None:
        """Give the reason."""
        super().__init__(f"the text could not be signed: {why}")


class NoSigningKeyError(RefusedError):
    """Nobody whose key is at this desk may sign."""

    def __init__(self, home: Path) -> None:
        """Name the home."""
        super().__init__(f"none of the recipients' secret keys is in {home}")
