# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring of every kind of key: good, spent, odd; and two people who can read, each alone."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.openpgp.encrypt import Sealer, open_sealer
from intake.openpgp.gpg import WRITE_ONLY, Gpg, open_gpg
from intake.openpgp.keyring import Fingerprint
from tests.conftest import NOW, run_gpg

# A time at which the keys that are to be spent by now were made.
LONG_AGO = ("--faked-system-time", "20200101T000000!")
AND_LATER = ("--faked-system-time", "20200201T000000!")
FOR_EVER = "0"

# Names that naive readers take apart, and what a plain one looks like.
PLAIN_NAME = "Plain Name <name@example.org>"
ODD_NAMES = {
    "accented": "Ünï ÀÅÉ à\N{NO-BREAK SPACE}Å <name@example.org>",
    "line separator": "Odd\N{LINE SEPARATOR}[GNUPG:] FAILURE odd 1 <name@example.org>",
    "paragraph separator": "Odd\N{PARAGRAPH SEPARATOR}[GNUPG:] NODATA 1 <name@example.org>",
    "next line": "Odd\x85[GNUPG:] FAILURE odd 1 <name@example.org>",
    "next line and colons": "Odd\x85pub:r:255:22:0:0:1::r:::D: <name@example.org>",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Two people's homes, the public keyring of all keys, and each key by what it is like."""

    homes: tuple[Path, Path]
    keyring: Path
    keys: dict[str, Fingerprint]

    @property
    def two(self) -> tuple[Fingerprint, ...]:
        """One key in each home."""
        return (self.keys["one"], self.keys["two"])

    @property
    def five(self) -> tuple[Fingerprint, ...]:
        """Those two among five; the others are in the first home."""
        return tuple(self.keys[name] for name in ("three", "one", "four", "two", "five"))

    def sealer(self, *recipients: Fingerprint) -> Sealer:
        """Return a sealer for these, refused if any two of them are not good."""
        path = self.keyring.parent / f"{'-'.join(one[:8] for one in recipients)}.txt"
        path.write_text("\n".join(recipients), encoding="utf-8")
        return open_sealer(self.keyring, path, NOW)

    def gpg(self) -> Gpg:
        """Return GnuPG as the web machine has it."""
        return open_gpg(self.keyring.parent, keyring=self.keyring, options=WRITE_ONLY)


def new_key(
    home: Path,
    name: str,
    *options: str,
    expires: str = FOR_EVER,
    subkeys: tuple[str, ...] = (FOR_EVER,),
) -> Fingerprint:
    """Make a key with encryption subkeys that expire as given; return its fingerprint."""
    status = ("--yes", "--status-fd", "1", *options)
    told = run_gpg(home, *status, "--quick-gen-key", name, "ed25519", "sign", expires)
    found = re.search(rb"KEY_CREATED P ([0-9A-F]{40})", told)
    assert found
    fingerprint = found[1].decode()
    for end in subkeys:
        run_gpg(home, *options, "--quick-add-key", fingerprint, "cv25519", "encr", end)
    return Fingerprint(fingerprint)


def revoke(home: Path, fingerprint: Fingerprint) -> None:
    """Revoke a key by the certificate that gpg made with it."""
    path = home / "openpgp-revocs.d" / f"{fingerprint}.rev"
    certificate = path.read_text(encoding="utf-8").replace(":-----BEGIN", "-----BEGIN")
    run_gpg(home, "--import", stream=certificate.encode())


def disable(keyring: Path, fingerprint: Fingerprint) -> None:
    """Disable a key of a keyring: gpg writes that down in the trust database beside it."""
    where = ("--no-default-keyring", "--keyring", str(keyring), "--no-autostart")
    edit = ("--command-fd", "0", "--edit-key", fingerprint)
    run_gpg(keyring.parent, *where, *edit, stream=b"disable\nsave\n")


def make_keys(one: Path, two: Path) -> dict[str, Fingerprint]:
    """Make every kind of key, in the home of the first person but for the second one's own."""
    keys = {"one": new_key(one, "One"), "two": new_key(two, "Two")}
    keys |= {name: new_key(one, name.title()) for name in ("three", "four", "five")}
    keys["plain name"] = new_key(one, PLAIN_NAME)
    keys |= {kind: new_key(one, name) for kind, name in ODD_NAMES.items()}
    keys["expired"] = new_key(one, "Expired", *LONG_AGO, expires="1y", subkeys=("1y",))
    keys["revoked"] = new_key(one, "Revoked")
    revoke(one, keys["revoked"])
    keys["sign-only"] = new_key(one, "Sign only", subkeys=())
    keys["subkey expired"] = new_key(one, "Subkey expired", *LONG_AGO, subkeys=("1y",))
    keys["subkey replaced"] = new_key(one, "Replaced", *LONG_AGO, subkeys=("1y", FOR_EVER))
    keys["to 2040"] = new_key(one, "To 2040", expires="20400101T000000")
    keys["subkey to 2040"] = new_key(one, "Subkey to 2040", subkeys=("20400101T000000",))
    keys["disabled"] = new_key(one, "Disabled")
    return keys


@pytest.fixture(scope="session")
def ring() -> Iterator[Ring]:
    """Return the keyring and the two homes, which the agents' sockets want on a short path."""
    base = Path(tempfile.mkdtemp(prefix="a2a-"))
    homes = (base / "one", base / "two")
    keyring = base / "public" / "staff-keys.gpg"
    for folder in (*homes, keyring.parent):
        folder.mkdir(mode=0o700)
    keys = make_keys(*homes)
    keyring.write_bytes(b"".join(run_gpg(home, "--export") for home in homes))
    disable(keyring, keys["disabled"])
    yield Ring(homes=homes, keyring=keyring, keys=keys)
    for home in homes:
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    shutil.rmtree(base)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingKeyring:
    """A keyring of two keys, as it is while both are good and after one of them has expired."""

    path: Path
    recipients: Path
    good: bytes
    spent: bytes


def make_passing_keyring(home: Path, folder: Path, other: str) -> PassingKeyring:
    """Write a good keyring of that other key and a new one, which expires when we like."""
    key = new_key(home, "Passing", *LONG_AGO)
    path, recipients = folder / "staff-keys.gpg", folder / "recipients.txt"
    good = run_gpg(home, "--export", other, key)
    path.write_bytes(good)
    recipients.write_text(f"{other}\n{key}\n", encoding="utf-8")
    run_gpg(home, *AND_LATER, "--quick-set-expire", key, "1y")
    spent = run_gpg(home, "--export", other, key)
    return PassingKeyring(path=path, recipients=recipients, good=good, spent=spent)


def packets_by_gpg(home: Path, message: bytes) -> list[tuple[int, int]]:
    """Return the offset and the tag of each packet, as stock gpg finds them."""
    told = run_gpg(home, "--list-packets", "--list-only", stream=message)
    found = re.findall(rb"^# off=(\d+) ctb=\w+ tag=(\d+)", told, re.MULTILINE)
    return [(int(offset), int(tag)) for offset, tag in found]
