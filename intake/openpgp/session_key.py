# SPDX-License-Identifier: GPL-3.0-or-later
"""Hand on what opens one message, without touching the message.

GnuPG before 2.5 writes no key packet for a session key that is there already. It does show the
session key to whoever can decrypt (--show-session-key), and takes one in its place
(--override-session-key-fd). So a colleague who comes later gets a small message that holds it:

    gpg -d NAME.FINGERPRINT.session | gpg --override-session-key-fd 0 -d NAME.pgp
"""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from intake.errors import UnavailableError
from intake.openpgp.encrypt import SealingError
from intake.openpgp.gpg import WRITE_ONLY, Gpg, open_gpg
from intake.openpgp.keyring import Fingerprint
from intake.openpgp.packets import Sealed

_SHOWN = re.compile(r"^\[GNUPG:\] SESSION_KEY (\d+:[0-9A-F]+)$", re.MULTILINE)
_COMPATIBLE = ("--compliance=openpgp", "--compress-level=0")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHandover:
    """Reads session keys with the secret keys of one home, encrypts them to keys of a keyring."""

    home: Path
    keyring: Path

    def session_key(self, sealed: Sealed) -> bytes:
        """Return the session key of a message, or raise SessionKeyError."""
        gpg = open_gpg(self.home)
        shown = gpg.decrypt(sealed.keys + sealed.body, extra_args=["--show-session-key"])
        match = _SHOWN.search(shown.stderr)
        if match and shown.ok:
            return match[1].encode()
        return handed_over(sealed, gpg) or _refuse(shown.status)

    def message_for(self, reader: Fingerprint, key: bytes) -> bytes:
        """Return the session key, encrypted to one reader."""
        options = WRITE_ONLY + _COMPATIBLE
        gpg = open_gpg(self.keyring.parent, keyring=self.keyring, options=options)
        result = gpg.encrypt(key, [reader], armor=False)
        if not result.ok or result.returncode != 0:
            raise SealingError(result.status)
        return bytes(result.data)


def handed_over(sealed: Sealed, gpg: Gpg) -> bytes | None:
    """Return the session key from one of the messages beside the key packets, if one is for us."""
    for message in sealed.sessions:
        result = gpg.decrypt(message)
        if result.ok and result.returncode == 0:
            return bytes(result.data)
    return None


def open_with(key: bytes, body: bytes, home: Path) -> bytes:
    """Return what a body says, by its session key alone; SessionKeyError if it is not its."""
    with os.fdopen(os.memfd_create("session-key"), "wb", buffering=0) as file:
        file.write(key)
        file.seek(0)
        command = ["gpg", f"--homedir={home}", "--no-options", "--batch", "--no-tty", "--quiet"]
        override = [f"--override-session-key-fd={file.fileno()}", "--output=-", "--decrypt"]
        try:
            done = subprocess.run(
                [*command, *override],
                input=body,
                capture_output=True,
                pass_fds=(file.fileno(),),
                check=False,
            )
        except OSError as error:
            raise SessionKeyError(str(error)) from error
    if done.returncode:
        raise SessionKeyError(why="gpg refuses it")
    return done.stdout


def _refuse(why: str) -> bytes:
    raise SessionKeyError(why)


class SessionKeyError(UnavailableError):
    """The session key cannot be had, or opens nothing."""

    def __init__(self, why: str) -> None:
        """Give gpg's own word for it."""
        super().__init__(f"the record could not be decrypted: {why}")
