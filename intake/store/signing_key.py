# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's own SSH key, which signs its commits."""

from pathlib import Path

from intake.errors import RefusedError

_FIRST_LINE = 64


def check_signing_key(key: Path) -> None:
    """Raise SigningKeyError unless there is a private key that we may read."""
    try:
        is_private = b"PRIVATE KEY" in key.read_bytes()[:_FIRST_LINE]
    except OSError as error:
        raise SigningKeyError(key, str(error.strerror)) from error
    if not is_private:
        raise SigningKeyError(key, "that is no private key")


class SigningKeyError(RefusedError):
    """The settings name a key that cannot sign."""

    def __init__(self, key: Path, why: str) -> None:
        """Say why, and how one is made."""
        super().__init__(
            f"register.signing_key {key} cannot be used: {why};"
            f" make one: ssh-keygen -t ed25519 -N '' -f {key}"
        )
