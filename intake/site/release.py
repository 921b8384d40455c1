# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases of the site: readers see one folder while a build fills the other, then they change.

``site`` is a symbolic link to ``site.releases/a`` or ``b``, changed by one rename at the end. A
build keeps what is right in the other folder, so it touches only what changed. A file that is the
same in both is one file on the disk with two names, so nothing is ever written over. Beside each
folder lies a list of its pages: what each was made from, and what it looked like when written.
"""

import contextlib
import fcntl
import filecmp
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# What a page was made from, and what its file looked like afterwards.
_Known = Mapping[str, list[Any]]


class Release:
    """A release in the making."""

    def __init__(self, site: Path, made_by: bytes) -> None:
        """Begin in the folder that readers do not see, when no other build is at work."""
        self._site = site
        self._shelf = site.with_name(f"{site.name}.releases")
        self._shelf.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self._shelf, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._made_by = made_by.hex()
        self._made_from: dict[str, str] = {}
        self._kept: set[str] = set()
        # What of the pages and feeds was asked for so far, and what of it has to be made.
        self.asked = self.missing = 0
        places = [self._shelf / "a", self._shelf / "b"]
        if site.is_symlink() and site.resolve() == places[0].resolve():
            places.reverse()
        self.folder, self.seen = places
        self._here, self._there = self._read_list(self.folder), self._read_list(self.seen)
        # Until this build is complete, nobody knows what is in its folder.
        _list(self.folder).unlink(missing_ok=True)
        self._clear()

    def reuse(self, name: str, made_from: bytes | None) -> bool:
        """Say whether the release has this page already, made from the same."""
        self.asked += 1
        here, there = _looks(self.folder, name), _looks(self.seen, name)
        if made_from is not None:
            self._made_from[name] = wanted = made_from.hex()
            if there and self._there.get(name) == [wanted, *there]:
                # Of two files with the same text, readers keep the one that they have seen.
                if here != there:
                    self._link(name)
                self._kept.add(name)
            elif here and self._here.get(name) == [wanted, *here]:
                self._kept.add(name)
        if name in self._kept:
            return True
        self.missing += 1
        if here:
            (self.folder / name).unlink()
        return False

    def publish(self) -> None:
        """Show the release to readers."""
        for name in self._here.keys() - self._made_from.keys():
            _remove(self.folder, name)
        self._link_what_is_the_same()
        made = self._made_from.items()
        files = {name: [made_from, *_looks(self.folder, name)] for name, made_from in made}
        listed = json.dumps({"made by": self._made_by, "files": files})
        _list(self.folder).write_text(listed, encoding="utf-8")
        if self._site.is_dir() and not self._site.is_symlink():
            # A folder of an older version: it makes place, this once, before the link comes.
            self._site.rename(self._shelf / "before")
        link = self._shelf / "link"
        link.unlink(missing_ok=True)
        link.symlink_to(self.folder.relative_to(self._site.parent), target_is_directory=True)
        link.replace(self._site)
        shutil.rmtree(self._shelf / "before", ignore_errors=True)

    def close(self) -> None:
        """Let the next build begin; what was not published, nobody sees."""
        os.close(self._lock)

    def _clear(self) -> None:
        """Take away all but known pages: what remains is written as if for the first time."""
        for name in list(_files(self.folder)):
            if name not in self._here:
                _remove(self.folder, name)

    def _link(self, name: str) -> None:
        """Make a file the very one that readers see."""
        new = self.folder / name
        new.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        new.hardlink_to(self.seen / name)

    def _link_what_is_the_same(self) -> None:
        """Readers' browsers ask by the date of a file whether it is new, so it keeps its date."""
        for name in set(_files(self.folder)) - self._kept:
            with contextlib.suppress(FileNotFoundError):
                if filecmp.cmp(self.seen / name, self.folder / name, shallow=False):
                    self._link(name)

    def _read_list(self, folder: Path) -> _Known:
        try:
            listed = json.loads(_list(folder).read_bytes())
            files: _Known = listed["files"]
            return files if listed["made by"] == self._made_by else {}
        except (OSError, ValueError, LookupError, TypeError):
            return {}


def _remove(folder: Path, name: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    (folder / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        os.removedirs((folder / name).parent)


def _list(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def _looks(folder: Path, name: str) -> list[int]:
    """Return which file it is, how long, and when it was written; nothing if there is none."""
    try:
        about = os.stat(f"{folder}/{name}")  # noqa: PTH116  # thousands of times
    except OSError:
        return []
    return [about.st_ino, about.st_size, about.st_mtime_ns]


def _files(folder: Path) -> Iterator[str]:
    start = len(str(folder)) + 1
    for path, _, names in os.walk(folder):
        for name in names:
            yield f"{path}/{name}"[start:]
