# SPDX-License-Identifier: GPL-3.0-or-later
"""A long file, encrypted as it is written and decrypted as it is read; it is never whole in memory.

What comes out is an ordinary OpenPGP message: ``gpg -d FILE | tar t``.
"""

import hashlib
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from intake.errors import IntakeError, UnavailableError
from intake.openpgp.gpg import WRITE_ONLY, open_gpg
from intake.openpgp.keyring import Fingerprint, judge, read_recipients, usable
from intake.openpgp.packets import MalformedMessageError, leading_key_ids

_COMPATIBLE = ("--compliance=openpgp", "--compress-level=0")
_CHUNK = 1 << 20
# Longer than the key packets of any number of people.
_HEAD = 1 << 16


@dataclass(slots=True)
class Writing:
    """What encrypts: ``stream`` takes the plain bytes, ``sha256`` is of what went to the disk."""

    stream: IO[bytes]
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    error: OSError | None = None

    @property
    def sha256(self) -> str:
        """The sum of the encrypted file, once all of it is written."""
        return self.digest.hexdigest()


def recovery_keys(recipients: Path, keyring: Path, now: datetime) -> tuple[Fingerprint, ...]:
    """Return the usable keys of the file, or refuse if there are fewer than two."""
    gpg = open_gpg(keyring.parent, keyring=keyring, options=WRITE_ONLY)
    return usable(judge(read_recipients(recipients), gpg, now))


@contextmanager
def encrypted_to(
    target: Path, recipients: tuple[Fingerprint, ...], keyring: Path
) -> Iterator[Writing]:
    """Encrypt to a new file what the block writes; ArchiveError means that it is worth nothing."""
    command = [
        *("gpg", f"--homedir={keyring.parent}", *WRITE_ONLY, *_COMPATIBLE, "--batch", "--no-tty"),
        *("--no-default-keyring", f"--keyring={keyring}", "--output=-"),
        *(f"--recipient={one}" for one in recipients),
        "--encrypt",
    ]
    with (
        open(target, "xb", opener=_private) as file,
        _started(command, stdin=subprocess.PIPE) as gpg,
    ):
        assert gpg.stdin is not None  # noqa: S101  # it is a pipe
        assert gpg.stdout is not None  # noqa: S101
        writing = Writing(stream=gpg.stdin)
        copying = threading.Thread(target=_copy, args=(gpg.stdout, file, writing))
        copying.start()
        try:
            yield writing
        finally:
            with suppress(BrokenPipeError):
                gpg.stdin.close()
            copying.join()
            status = gpg.wait()
        if writing.error:
            raise writing.error
        if status:
            raise ArchiveError(why="gpg could not encrypt")
        os.fsync(file.fileno())


@contextmanager
def decrypted(path: Path, home: Path) -> Iterator[IO[bytes]]:
    """Decrypt a file while the block reads; only after the block is it known to be whole.

    NoSecretKeyError if no key is here for it, ArchiveError if it is damaged.
    """
    with os.fdopen(os.memfd_create("status"), "rb") as status:
        command = ["gpg", f"--homedir={home}", "--no-options", "--batch", "--no-tty"]
        command += [f"--status-fd={status.fileno()}", "--output=-", "--decrypt", "--", str(path)]
        with _started(command, pass_fds=(status.fileno(),)) as gpg:
            assert gpg.stdout is not None  # noqa: S101  # it is a pipe
            fault: Exception | None = None
            try:
                yield gpg.stdout
            except (OSError, IntakeError) as error:
                fault = error
            # Whatever is left: only at its end does gpg know that nothing was changed.
            while gpg.stdout.read(_CHUNK):
                pass
            failed = gpg.wait() != 0
        status.seek(0)
        said = status.read()
    if failed and b"[GNUPG:] DECRYPTION_KEY " not in said:
        raise NoSecretKeyError(path)
    if failed:
        raise ArchiveError(why=f"{path} is damaged")
    if fault is not None:
        raise fault


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def key_ids_of(path: Path) -> tuple[str, ...]:
    """Return the ids of the keys that a file is encrypted to; ArchiveError if it is no message."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    try:
        return leading_key_ids(head)
    except MalformedMessageError as error:
        raise ArchiveError(why=f"{path} is no encrypted backup") from error


@contextmanager
def _started(
    command: list[str], *, stdin: int = subprocess.DEVNULL, pass_fds: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    try:
        process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=pass_fds,
        )
    except OSError as error:
        raise ArchiveError(str(error)) from error
    try:
        with process:
            yield process
    finally:
        if process.poll() is None:
            process.kill()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _copy(source: IO[bytes], target: IO[bytes], writing: Writing) -> None:
    """Write what gpg gives; after a fault go on reading, so that gpg can end."""
    while chunk := source.read(_CHUNK):
        if writing.error is None:
            try:
                target.write(chunk)
                target.flush()
                writing.digest.update(chunk)
            except OSError as error:
                writing.error = error


class ArchiveError(UnavailableError):
    """A file could not be encrypted, or is not what it should be."""

    def __init__(self, why: str) -> None:
        """Say what is wrong."""
        super().__init__(f"{why}; nothing was kept")


class NoSecretKeyError(UnavailableError):
    """Nobody here can decrypt the file."""

    def __init__(self, path: Path) -> None:
        """Name the file and what it takes."""
        super().__init__(
            f"{path} cannot be decrypted here: no recovery key is in this GnuPG home,"
            " its passphrase was not given, or the file is damaged at its beginning"
        )
