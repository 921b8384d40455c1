# SPDX-License-Identifier: GPL-3.0-or-later
"""python-gnupg with its status lines read as bytes, and without threads.

The stock reader decodes first and splits at every Unicode line separator, so that a name on a key
may be taken for gpg's own words. Here a line ends at LF and nowhere else. It also starts three
threads for each message, which under load cost as much as gpg itself; what we encrypt is in memory,
and one wait for all three pipes does.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from threading import Thread
from typing import IO

import gnupg

from intake.errors import UnavailableError

# Nothing but what we say: no configuration file, no agent started behind our back, no trust
# database, no lock and no random_seed file (their locks make concurrent calls wait for seconds).
WRITE_ONLY = (
    "--no-options",
    "--no-autostart",
    "--no-random-seed-file",
    "--lock-never",
    "--no-auto-check-trustdb",
    "--trust-model=always",
)
_PREFIX = "[GNUPG:] "


class Gpg(gnupg.GPG):  # type: ignore[misc]  # python-gnupg has no types
    """One home of GnuPG. Safe to use from several threads: each call is a process of its own."""

    def _handle_io(
        self,
        args: list[str],
        fileobj_or_path: IO[bytes],
        result: gnupg.StatusHandler,
        passphrase: str | None = None,
        binary: bool = False,  # noqa: FBT001, FBT002  # as python-gnupg has it
    ) -> gnupg.StatusHandler:
        del passphrase, binary
        self._converse(self._open_subprocess(args), fileobj_or_path.read(), result)
        return result

    def _collect_output(
        self,
        process: Popen[bytes],
        result: gnupg.StatusHandler,
        writer: Thread | None = None,
        stdin: object = None,
    ) -> None:
        del stdin
        if writer:
            # Who signs has a thread that writes, and closes what it wrote to.
            process.stdin = None
        self._converse(process, b"", result)
        if writer:
            writer.join()

    def _converse(self, process: Popen[bytes], data: bytes, result: gnupg.StatusHandler) -> None:
        """Give gpg its input, and have the result read what it says."""
        with process:
            result.data, said = process.communicate(data)
        result.returncode = process.returncode
        result.stderr = said.decode("utf-8", "backslashreplace")
        for keyword, value in status_lines(result.stderr):
            result.handle_status(keyword, value)

    def colon_records(self, fingerprint: str, *, secret: bool = False) -> list[list[str]]:
        """Return what gpg lists of a key, one list of fields a record; empty if it has no such key.

        With ``secret``, the key is one whose secret part is at hand.

        The output is cut at LF alone, for names on keys may hold any other separator.
        """
        listing = "--list-secret-keys" if secret else "--list-keys"
        result = self.result_map["verify"](self)
        self._collect_output(self._open_subprocess([listing, "--", fingerprint]), result)
        text = result.data.decode("utf-8", "backslashreplace")
        return [line.split(":") for line in text.split("\n") if line]


def status_lines(said: str) -> Iterator[tuple[str, str]]:
    """Return gpg's own words among all that it said, each keyword with its value."""
    for line in said.split("\n"):
        if line.startswith(_PREFIX):
            keyword, _, value = line.removeprefix(_PREFIX).partition(" ")
            yield keyword, value


def open_gpg(home: Path, *, keyring: Path | None = None, options: tuple[str, ...] = ()) -> Gpg:
    """Return GnuPG working in that home, or raise GpgUnavailableError.

    With a keyring of its own nobody is asked for anything, and it speaks English: reading the
    words of another language is a quarter of what an encryption costs.
    """
    try:
        return Gpg(
            gnupghome=str(home),
            keyring=str(keyring) if keyring else None,
            options=list(options),
            env={**os.environ, "LC_ALL": "C"} if keyring else None,
            encoding="utf-8",
        )
    except (OSError, ValueError) as error:
        raise GpgUnavailableError(home) from error


class GpgUnavailableError(UnavailableError):
    """GnuPG does not run in that home."""

    def __init__(self, home: Path) -> None:
        """Name the home."""
        super().__init__(f"gpg does not work in {home}: is gnupg installed, is it a folder?")
