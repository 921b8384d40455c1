# SPDX-License-Identifier: GPL-3.0-or-later
"""Key packets on their way between machines: a second folder that all of them add to.

They never travel in git, which forgets nothing: deleting them is the erasure. So a copy is made
only of what has a body in the register and is not erased, and nothing is ever replaced: where two
folders differ, somebody has to look.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from intake.errors import UnavailableError
from intake.model.structured_communication import OrderNumber
from intake.openpgp.packets import MalformedMessageError, count_keys
from intake.store.dossiers import (
    BODY_SUFFIX,
    DOSSIERS,
    KEYS_SUFFIX,
    UNFINISHED_PREFIX,
    MisplacedPaperError,
    Paper,
    paper_at,
)
from intake.store.durable import write_new
from intake.store.repair import INCOMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedKeys:
    """How many key files were copied, and what a person has to look at, by path."""

    copied: int
    differing: tuple[str, ...]
    # What is something else than key packets.
    foreign: tuple[str, ...]
    # What is erased and lies in the source all the same: it is not copied, and should go.
    erased: tuple[str, ...]


def copy_keys(
    *, source: Path, target: Path, register: Path, is_erased: Callable[[OrderNumber], bool]
) -> CopiedKeys:
    """Copy what the target lacks. KeysFolderError if a folder cannot be read or written."""
    copied = 0
    differing, foreign, erased = [], [], []
    try:
        for paper in _papers(source):
            if is_erased(paper.number):
                erased.append(str(paper.keys))
            elif (register / paper.body).is_file():
                is_same = _same(source / paper.keys, target / paper.keys)
                if is_same:
                    continue
                if is_same is not None:
                    differing.append(str(paper.keys))
                elif _holds_keys(source / paper.keys):
                    copied += _copy(source / paper.keys, target / paper.keys)
                else:
                    foreign.append(str(paper.keys))
    except OSError as error:
        raise KeysFolderError(error) from error
    return CopiedKeys(
        copied=copied, differing=tuple(differing), foreign=tuple(foreign), erased=tuple(erased)
    )


def _papers(keys: Path) -> Iterator[Paper]:
    """Return the names of the papers that a folder has complete keys of."""
    if not keys.is_dir():
        raise NotADirectoryError(20, os.strerror(20), str(keys))
    for folder, inside, names in os.walk(keys):
        if Path(folder) == keys and INCOMPLETE in inside:
            inside.remove(INCOMPLETE)
        inside.sort()
        for name in sorted(names):
            if name.startswith(UNFINISHED_PREFIX) or not name.endswith(KEYS_SUFFIX):
                continue
            place = Path(DOSSIERS, Path(folder, name).relative_to(keys))
            try:
                yield paper_at(place.with_suffix(BODY_SUFFIX).as_posix())
            except MisplacedPaperError:
                # What is no paper's is for nobody to copy.
                continue


def _same(one: Path, other: Path) -> bool | None:
    """Say whether two files hold the same; None if the other is not there."""
    try:
        here, there = one.stat(), other.stat()
    except FileNotFoundError:
        return None
    # A copy of ours has the time of its source: so a run over old papers reads nothing.
    if (here.st_size, here.st_mtime_ns) == (there.st_size, there.st_mtime_ns):
        return True
    return one.read_bytes() == other.read_bytes()


def _holds_keys(place: Path) -> bool:
    try:
        return count_keys(place.read_bytes()) > 0
    except MalformedMessageError:
        return False


def _copy(source: Path, target: Path) -> bool:
    times = source.stat()
    try:
        write_new(target, source.read_bytes())
    except FileExistsError:
        # Another machine was faster; the next run compares.
        return False
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))
    return True


class KeysFolderError(UnavailableError):
    """A folder of keys cannot be read or written."""

    def __init__(self, error: OSError) -> None:
        """Name the place and the reason."""
        super().__init__(f"key packets could not be copied: {error.filename}: {error.strerror}")
