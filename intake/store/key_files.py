# SPDX-License-Identifier: GPL-3.0-or-later
"""The key packets wherever they lie: the folder of the keys, what was set aside in it, and copies.

NAME.pkesk                one packet for each who could read the paper when it was written
NAME.FINGERPRINT.session  the session key, for one who came later (docs/formats.md)
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.openpgp.keyring import Fingerprint
from intake.openpgp.packets import KeyPacket, MalformedMessageError, key_packets
from intake.store.dossiers import KEYS_SUFFIX, UNFINISHED_PREFIX, Paper
from intake.store.durable import delete_file, remove_if_empty, replace_file, write_new

# Beside the years in the folder of the keys: key packets whose body never reached the disk.
INCOMPLETE = "incomplete"
SESSION_SUFFIX = ".session"
_SESSION = re.compile(r"(?P<name>.+)\.(?P<who>[0-9A-F]{40})\.session", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """The key packets of one paper in one folder, and who else has its session key."""

    path: Path
    packets: tuple[KeyPacket, ...]
    sessions: tuple[Fingerprint, ...]

    @property
    def readers(self) -> int:
        """How many can read the paper by it."""
        return len(self.packets) + len(self.sessions)


def files_of(paper: Paper, folder: Path) -> list[Path]:
    """Return the files of a folder that would open a paper, wherever in it they lie."""
    found = []
    for place in (folder / paper.keys, folder / INCOMPLETE / paper.keys):
        unfinished = place.with_name(f"{UNFINISHED_PREFIX}{place.name}")
        found += [path for path in (place, unfinished) if path.exists()]
        found += sorted(place.parent.glob(f"*{place.stem}.*{SESSION_SUFFIX}"))
    return found


def delete_files(paths: Iterable[Path], folder: Path) -> None:
    """Delete files of the folder for good, and the folders that are then empty."""
    for path in paths:
        delete_file(path)
        for above in path.parents:
            if above == folder:
                break
            remove_if_empty(above)


def session_files(keys: Path, paper: Paper) -> list[Path]:
    """Return the files that hold a paper's session key, each for one person."""
    place = keys / paper.keys
    return sorted(place.parent.glob(f"{place.stem}.*{SESSION_SUFFIX}"))


def read_session(keys: Path, paper: Paper, reader: Fingerprint) -> bytes | None:
    """Return what one who came later opens a paper by, None if there is nothing."""
    path = _session_path(keys, paper, reader)
    return path.read_bytes() if path.exists() else None


def add_session(keys: Path, paper: Paper, reader: Fingerprint, message: bytes) -> None:
    """Lay down a paper's session key, encrypted to one person."""
    write_new(_session_path(keys, paper, reader), message)


def all_key_files(folders: Sequence[Path]) -> Iterator[KeyFile]:
    """Return the key packets of every paper in the folders; ForeignKeysError for what are none."""
    for folder in folders:
        for place, _, names in sorted(os.walk(folder)):
            readers: dict[str, list[Fingerprint]] = {}
            for match in filter(None, map(_SESSION.fullmatch, sorted(names))):
                readers.setdefault(match["name"], []).append(Fingerprint(match["who"]))
            for name in sorted(names):
                if name.endswith(KEYS_SUFFIX) and not name.startswith(UNFINISHED_PREFIX):
                    path = Path(place, name)
                    yield KeyFile(
                        path=path,
                        packets=_packets(path),
                        sessions=tuple(readers.get(path.stem, ())),
                    )


def without_reader(file: KeyFile, reader: Fingerprint, key_ids: frozenset[str]) -> KeyFile:
    """Return what would be left of it without one reader."""
    return KeyFile(
        path=file.path,
        packets=tuple(one for one in file.packets if one.key_id not in key_ids),
        sessions=tuple(one for one in file.sessions if one != reader),
    )


def rewrite(old: KeyFile, new: KeyFile) -> None:
    """Put the new key packets in place of the old; each file is whole at every moment."""
    if new.packets != old.packets:
        replace_file(new.path, b"".join(one.data for one in new.packets), private=True)
    for gone in set(old.sessions) - set(new.sessions):
        delete_file(new.path.with_name(f"{new.path.stem}.{gone}{SESSION_SUFFIX}"))


def _session_path(keys: Path, paper: Paper, reader: Fingerprint) -> Path:
    place = keys / paper.keys
    return place.with_name(f"{place.stem}.{reader}{SESSION_SUFFIX}")


def _packets(path: Path) -> tuple[KeyPacket, ...]:
    try:
        return key_packets(path.read_bytes())
    except MalformedMessageError as error:
        raise ForeignKeysError(path) from error


class ForeignKeysError(MalformedMessageError):
    """A file among the keys holds something else."""

    def __init__(self, path: Path) -> None:
        """Name it."""
        super().__init__()
        self.args = (f"{path} holds something else than key packets",)
