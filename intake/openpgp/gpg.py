# SPDX-License-Identifier: GPL-3.0-or-later
"""python-gnupg with its status lines read as bytes.

The stock reader decodes first and splits at every Unicode line separator, so that a name on a key
may be taken for gpg's own words. Here a line ends at LF and nowhere else.
"""

from codecs import StreamReader
from pathlib import Path

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

    def _read_response(self, stream: StreamReader, result: gnupg.StatusHandler) -> None:
        lines = []
        # `stream` is a text reader over the pipe; what lies below it are the bytes.
        for raw in iter(stream.stream.readline, b""):  # type: ignore[attr-defined]
            line = raw.decode("utf-8", "backslashreplace").removesuffix("\n")
            lines.append(line)
            if line.startswith(_PREFIX):
                keyword, _, value = line.removeprefix(_PREFIX).partition(" ")
                result.handle_status(keyword, value)
        result.stderr = "\n".join(lines)

    def colon_records(self, fingerprint: str, *, secret: bool = False) -> list[list[str]]:
        """Return what gpg lists of a key, one list of fields a record; empty if it has no such key.

        With ``secret``, the key is one whose secret part is at hand.

        The output is cut at LF alone, for names on keys may hold any other separator.
        """
        listing = "--list-secret-keys" if secret else "--list-keys"
        process = self._open_subprocess([listing, "--", fingerprint])
        result = self.result_map["verify"](self)
        self._collect_output(process, result, stdin=process.stdin)
        text = result.data.decode("utf-8", "backslashreplace")
        return [line.split(":") for line in text.split("\n") if line]


def open_gpg(home: Path, *, keyring: Path | None = None, options: tuple[str, ...] = ()) -> Gpg:
    """Return GnuPG working in that home, or raise GpgUnavailableError."""
    try:
        return Gpg(
            gnupghome=str(home),
            keyring=str(keyring) if keyring else None,
            options=list(options),
            encoding="utf-8",
        )
    except (OSError, ValueError) as error:
        raise GpgUnavailableError(home) from error


class GpgUnavailableError(UnavailableError):
    """GnuPG does not run in that home."""

    def __init__(self, home: Path) -> None:
        """Name the home."""
        super().__init__(f"gpg does not work in {home}: is gnupg installed, is it a folder?")
