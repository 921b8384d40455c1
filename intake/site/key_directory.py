# SPDX-License-Identifier: GPL-3.0-or-later
"""The public keys of the staff: the Web Key Directory, and what the page of keys shows.

``site.staff_keys`` is a folder of files as ``gpg --export`` writes them, each named by the address
whose key it is. The directory is the direct method of the draft "OpenPGP Web Key Directory":
``/.well-known/openpgpkey/hu/NAME``, beside an empty ``policy``. Without keys there is none.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator

from intake.errors import RefusedError
from intake.model.public_key import PublicKey, PublicKeyError, read_public_key
from intake.settings import Settings

DIRECTORY = ".well-known/openpgpkey"
_Z_BASE_32 = "ybndrfg8ejkmcpqxot1uwisza345h769"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffKey:
    """A published key, the address that it is for, and where it lies in the site."""

    address: str
    key: PublicKey
    path: str


def directory_name(address: str) -> str:
    """Return what the directory calls an address: z-base-32 of the SHA-1 of its local part.

    >>> directory_name("Joe.Doe@example.org")
    'iy9q119eutrkn8s1mk4r39qejnbu3n5q'
    """
    local = address.rpartition("@")[0].encode().lower()
    digest = int.from_bytes(hashlib.sha1(local, usedforsecurity=False).digest())
    return "".join(_Z_BASE_32[digest >> shift & 31] for shift in range(155, -1, -5))


def read_staff_keys(folder: Path) -> Sequence[StaffKey]:
    """Return the keys of the folder, by address; none if there is no such folder."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    keys = [_staff_key(file) for file in files if not file.name.startswith(".")]
    taken: set[str] = set()
    for one in keys:
        if one.path in taken:
            raise KeyFileError(
                folder / one.address, "another address here has the same part before the at sign"
            )
        taken.add(one.path)
    return keys


def _staff_key(file: Path) -> StaffKey:
    if not all(file.name.partition("@")):
        raise KeyFileError(file, "its name should be the address whose key it is")
    try:
        key = read_public_key(file.read_bytes())
    except (OSError, PublicKeyError) as error:
        raise KeyFileError(file, str(error)) from error
    if not key.names(file.name):
        raise KeyFileError(file, "no name on this key has the address that the file is named by")
    path = f"{DIRECTORY}/hu/{directory_name(file.name)}"
    return StaffKey(address=file.name, key=key, path=path)


def give_keys(pelican: Pelican) -> None:
    """Hand the keys to the theme."""
    settings: Settings = pelican.settings["SETTINGS"]
    pelican.settings["STAFF_KEYS"] = read_staff_keys(settings.site.staff_keys)


def write_directory(generators: Sequence[Generator]) -> None:
    """Write the directory, if there are keys."""
    output = Path(generators[0].output_path)
    keys: Sequence[StaffKey] = generators[0].settings["STAFF_KEYS"]
    for one in keys:
        file = output / one.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(one.key.data)
    if keys:
        (output / DIRECTORY / "policy").touch()


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(give_keys)
    signals.all_generators_finalized.connect(write_directory)


class KeyFileError(RefusedError):
    """A file among the keys cannot be published."""

    def __init__(self, file: Path, what: str) -> None:
        """Name the file, what is wrong, and the way out."""
        super().__init__(
            f"{file}: {what}; write it with gpg --export, as docs/operations.md says, or remove it"
        )
