# SPDX-License-Identifier: GPL-3.0-or-later
"""Let somebody type in his own editor, and leave no plain text on a disk.

The file lies in a folder of its own, on a file system that is in memory alone, and goes with all
that the editor put beside it. Where there is no such file system, nothing is opened.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from intake.errors import UnavailableError

_MOUNTS = Path("/proc/mounts")
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - a folder for us alone is made in it


def typed_in_editor(name: str, *, text: str = "") -> str:
    """Return what somebody made of a text in $VISUAL or $EDITOR; NoMemoryFolderError without room.

    ``name`` ends in what tells the editor which kind of text it is.
    """
    with tempfile.TemporaryDirectory(prefix="staff-", dir=memory_folder()) as folder:
        path = Path(folder) / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        click.edit(filename=str(path))
        return path.read_text(encoding="utf-8", errors="replace")


def memory_folder() -> Path:
    """Return a folder whose files are never on a disk."""
    for folder in _candidates():
        if folder.is_dir() and os.access(folder, os.W_OK) and _file_system(folder) in _IN_MEMORY:
            return folder
    raise NoMemoryFolderError


def _candidates() -> Iterator[Path]:
    own = os.environ.get("XDG_RUNTIME_DIR")
    if own:
        yield Path(own)
    yield Path(_SHARED_MEMORY)


def _file_system(folder: Path) -> str:
    """Return the kind of the file system that a folder is on, as the kernel lists it."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    mounts = {Path(place): kind for _, place, kind, *_ in map(str.split, lines)}
    place = folder.resolve()
    return next((mounts[one] for one in (place, *place.parents) if one in mounts), "")


class NoMemoryFolderError(UnavailableError):
    """The text would lie on a disk."""

    def __init__(self) -> None:
        """Say what works all the same."""
        super().__init__(
            "this machine has no folder in memory for the editor's file; nothing was written."
            " Give the text by --file - instead"
        )
