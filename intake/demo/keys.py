# SPDX-License-Identifier: GPL-3.0-or-later
"""Two demo staff keys, so that every record of the demo is encrypted as a real one would be.

Their secret halves lie unprotected in the demo's GnuPG home: they prove and hide nothing. What is
not the demo's own, real keys above all, is refused and never written over.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.settings import Settings

STAFF = (
    "DEMO staff one (no real key) <staff-one@example.org>",
    "DEMO staff two (no real key) <staff-two@example.org>",
)
_HEAD = "# DEMO keys that hide nothing, made by scripts/run and written anew at each start.\n"
_UNUSABLE = ("e", "r", "i")
# The longest name that an agent adds to its socket's, and the longest path of a socket (unix(7)).
_LONGEST_SUFFIX = ".browser"
_LONGEST_SOCKET = 107


def make_demo_keys(settings: Settings) -> None:
    """Make the keys that are missing or expired; write what the web and the site have of them.

    Changes nothing when all is there. Raises NotTheDemosError before it changes anything.
    """
    home = settings.desk.gnupg_home
    recipients, keyring = settings.web.recipients, settings.web.keyring
    _check_recipients(recipients, keyring)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_socket(home)
    keys = _secret_keys(home)
    for staff in STAFF:
        if staff not in keys:
            _gpg(home, "--generate-key", stdin=_order(staff))
    keys = _secret_keys(home)
    fingerprints = [keys[staff] for staff in STAFF]
    # The recipients first: their head says that the keyring beside them is the demo's as well.
    _replace(recipients, _recipients_text(keys).encode())
    _replace(keyring, _gpg(home, "--export", *fingerprints))
    for staff, fingerprint in zip(STAFF, fingerprints, strict=True):
        published = settings.site.staff_keys / _address(staff)
        _replace(published, _gpg(home, "--export", fingerprint))


def stop_agents(home: Path) -> None:
    """End every agent that GnuPG left behind for this home."""
    if home.exists():
        command = ["gpgconf", "--homedir", str(home), "--kill", "all"]
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)


def _check_recipients(recipients: Path, keyring: Path) -> None:
    if recipients.exists():
        if not recipients.read_text(encoding="utf-8").startswith(_HEAD):
            raise NotTheDemosError(recipients)
    elif keyring.exists():
        raise NotTheDemosError(keyring)


def _check_socket(home: Path) -> None:
    # GnuPG itself says where the socket goes: often not into the home, and then any home will do.
    command = ["gpgconf", "--homedir", str(home), "--list-dirs", "agent-socket"]
    socket = subprocess.run(command, check=True, capture_output=True).stdout.strip()
    excess = len(socket) + len(_LONGEST_SUFFIX) - _LONGEST_SOCKET
    if excess > 0:
        raise LongHomeError(home, excess)


def _secret_keys(home: Path) -> Mapping[str, str]:
    """Return the fingerprint of each usable key by its name; only the demo's may be here."""
    keys = {}
    listing = _gpg(home, "--with-colons", "--list-secret-keys").decode(errors="replace")
    validity = fingerprint = ""
    for fields in (line.split(":") for line in listing.splitlines()):
        if fields[0] == "sec":
            validity, fingerprint = fields[1], ""
        elif fields[0] == "fpr":
            # The first is that of the key itself, those that follow are of its subkeys.
            fingerprint = fingerprint or fields[9]
        elif fields[0] == "uid":
            if fields[9] not in STAFF:
                raise NotTheDemosError(home)
            if validity not in _UNUSABLE:
                keys[fields[9]] = fingerprint
    return keys


def _address(staff: str) -> str:
    return staff.rpartition("<")[2].removesuffix(">")


def _order(staff: str) -> bytes:
    name, rest = staff.split(" (")
    comment = rest.partition(")")[0]
    lines = (
        "%no-protection",
        "Key-Type: EDDSA",
        "Key-Curve: ed25519",
        "Key-Usage: sign",
        "Subkey-Type: ECDH",
        "Subkey-Curve: cv25519",
        "Subkey-Usage: encrypt",
        f"Name-Real: {name}",
        f"Name-Comment: {comment}",
        f"Name-Email: {_address(staff)}",
        "Expire-Date: 2y",
        "%commit",
    )
    return "\n".join((*lines, "")).encode()


def _recipients_text(keys: Mapping[str, str]) -> str:
    return _HEAD + "".join(f"\n# {staff}\n{keys[staff]}\n" for staff in STAFF)


def _gpg(home: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    command = ["gpg", "--batch", "--no-tty", "--homedir", str(home), *arguments]
    done = subprocess.run(command, check=False, input=stdin, capture_output=True)
    if done.returncode != 0:
        raise DemoKeysError(done.stderr.decode(errors="replace"))
    return done.stdout


def _replace(path: Path, content: bytes) -> None:
    """Give the file this content at one stroke, and leave it alone if it has it."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


class NotTheDemosError(RefusedError):
    """The settings lead the demo to something that it did not make."""

    def __init__(self, path: Path) -> None:
        """Name it."""
        super().__init__(f"{path} was not made by the demo, which keeps its hands off real keys")


class LongHomeError(UnavailableError):
    """The agent could not make its socket."""

    def __init__(self, home: Path, excess: int) -> None:
        """Name the folder and say by how much its path is too long."""
        super().__init__(
            f"the path of {home} is {excess} characters too long for GnuPG's agent;"
            " put the project into a folder with a shorter path"
        )


class DemoKeysError(UnavailableError):
    """GnuPG could not make, list or export the keys."""

    def __init__(self, said: str) -> None:
        """Quote the last thing that it said."""
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        super().__init__(f"GnuPG could not make the demo keys: {last}")
