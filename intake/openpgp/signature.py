# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a text that staff have signed: the text that gpg hands out, or nothing.

Everything must be as expected: one signature over one text, good, by a key that we name and that
neither has expired nor is revoked. Whatever else gpg reports is a refusal. gpgv is no substitute:
it ignores expiry and revocation. Status words: GnuPG's doc/DETAILS.
"""

import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake.errors import NotAuthenticError, UnavailableError
from intake.openpgp.gpg import WRITE_ONLY
from intake.openpgp.keyring import Fingerprint

_ONCE = ("NEWSIG", "GOODSIG", "VALIDSIG", "PLAINTEXT")
_ALLOWED = frozenset(
    {
        *_ONCE,
        "PLAINTEXT_LENGTH",
        "KEY_CONSIDERED",
        "SIG_ID",
        "TRUST_UNDEFINED",
        "TRUST_FULLY",
        "TRUST_ULTIMATE",
        "VERIFICATION_COMPLIANCE_MODE",
    }
)
_PREFIX = b"[GNUPG:] "
# Fields of VALIDSIG, counted from the word itself.
_MADE, _HASH, _CLASS, _PRIMARY = 3, 8, 9, 10
_SHA_2 = frozenset({"8", "9", "10"})
_BINARY = "00"
_LARGEST = 16 * 1024 * 1024
_SECONDS = 20.0
# Clocks of two machines differ a little.
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A text, and who signed it."""

    text: bytes
    signer: Fingerprint


def read_signed(
    message: bytes,
    *,
    keyring: Path,
    signers: Sequence[Fingerprint],
    now: datetime,
) -> Signed:
    """Return what a signed message says, or raise SignatureError."""
    text, status = _opened(message, keyring)
    words = [line.split(" ") for line in status]
    fault = next(_faults(words, signers, now), None)
    if fault:
        raise SignatureError(fault)
    (valid,) = (word for word in words if word[0] == "VALIDSIG")
    return Signed(text=text, signer=Fingerprint(valid[_PRIMARY]))


def _faults(
    words: Sequence[Sequence[str]],
    signers: Sequence[Fingerprint],
    now: datetime,
) -> Iterator[str]:
    times = Counter(word[0] for word in words)
    yield from (f"gpg says {word}" for word in times if word not in _ALLOWED)
    if any(times[word] != 1 for word in _ONCE):
        yield "it is not one signature over one text"
    (valid,) = (word for word in words if word[0] == "VALIDSIG")
    if valid[_PRIMARY] not in signers:
        yield f"{valid[_PRIMARY]} is no key of the staff"
    if valid[_HASH] not in _SHA_2 or valid[_CLASS] != _BINARY:
        yield "the signature is of a kind that we do not make"
    if datetime.fromtimestamp(int(valid[_MADE]), UTC) > now + _AHEAD:
        yield "the signature is from the future"


def _opened(message: bytes, keyring: Path) -> tuple[bytes, list[str]]:
    """Return the text and the status lines of a gpg that ended well."""
    # A channel of its own, which no text of a message or name on a key can reach, and a file, which
    # is never full.
    with os.fdopen(os.memfd_create("status"), "rb") as status:
        command = [
            "gpg",
            f"--homedir={keyring.parent}",
            *WRITE_ONLY,
            "--batch",
            "--no-tty",
            "--no-default-keyring",
            f"--keyring={keyring}",
            "--disable-dirmngr",
            "--no-auto-key-retrieve",
            "--weak-digest=SHA1",
            "--weak-digest=RIPEMD160",
            f"--max-output={_LARGEST}",
            f"--status-fd={status.fileno()}",
            "--output=-",
            "--decrypt",
        ]
        try:
            done = subprocess.run(
                command,
                input=message,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                pass_fds=(status.fileno(),),
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise VerifierUnavailableError from error
        status.seek(0)
        lines = status.read().split(b"\n")
    told = [line.removeprefix(_PREFIX) for line in lines if line.startswith(_PREFIX)]
    if done.returncode:
        raise SignatureError(why="gpg refuses it")
    return done.stdout, [line.decode("utf-8", "backslashreplace") for line in told]


class SignatureError(NotAuthenticError):
    """What was signed is not taken."""

    def __init__(self, why: str) -> None:
        """Give the reason."""
        super().__init__(f"the signature proves nothing: {why}")


class VerifierUnavailableError(UnavailableError):
    """GnuPG does not run."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("gpg does not work: is gnupg installed?")
