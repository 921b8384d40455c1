# SPDX-License-Identifier: GPL-3.0-or-later
"""Write files that survive kill -9 and power loss, whole or not at all.

A file is written under another name in its own folder, synced, linked to its final name without
ever replacing anything, and its folder is synced. A new folder is synced into its parent, up to
one that was there before.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from intake.store.dossiers import UNFINISHED_PREFIX

_PRIVATE_FILE = 0o600
_PUBLIC_FILE = 0o644
_PRIVATE_FOLDER = 0o700


def write_new(path: Path, data: bytes) -> None:
    """Write a new file; FileExistsError if there is one, OSError if the disk refuses."""
    make_folder(path.parent)
    unfinished = path.with_name(f"{UNFINISHED_PREFIX}{path.name}")
    try:
        _write_synced(unfinished, data)
        os.link(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    try:
        sync_folder(path.parent)
    except OSError:
        path.unlink()
        raise


def write_all_new(files: Mapping[Path, bytes]) -> None:
    """Write many new files, each in a folder for few; on the disk when this returns.

    Two waits for the whole disk cost less than two for each file. What an error leaves are whole
    files or none. The folders above are synced one by one, since others may rely on them.
    """
    unfinished = {path.with_name(f"{UNFINISHED_PREFIX}{path.name}"): path for path in files}
    try:
        for place, path in unfinished.items():
            make_folder(path.parent.parent)
            path.parent.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
            _write(place, files[path])
        os.sync()
        for place, path in unfinished.items():
            os.link(place, path)
    finally:
        for place in unfinished:
            with suppress(OSError):
                place.unlink(missing_ok=True)
    os.sync()


def replace_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put a file in place of an older one, whole or not at all; anybody may read it or we alone."""
    make_folder(path.parent)
    unfinished = path.with_name(f"{UNFINISHED_PREFIX}{path.name}")
    try:
        _write_synced(unfinished, data)
        unfinished.chmod(_PRIVATE_FILE if private else _PUBLIC_FILE)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, each synced into the one above it.

    Threads that may make the same folder take turns: one that finds it takes it to be synced.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
    try:
        sync_folder(folder.parent)
    except OSError:
        folder.rmdir()
        raise


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def delete_file(path: Path) -> None:
    """Delete a file that may be gone already, and wait until its name is off the disk."""
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        sync_folder(path.parent)


def remove_if_empty(folder: Path) -> None:
    """Remove a folder that holds nothing; leave any other alone."""
    try:
        folder.rmdir()
    except OSError:
        return


def _write_synced(path: Path, data: bytes) -> None:
    _write(path, data, sync=True)


def _write(path: Path, data: bytes, *, sync: bool = False) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        if sync:
            os.fsync(file.fileno())
