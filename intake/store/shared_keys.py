# SPDX-License-Identifier: GPL-3.0-or-later
"""Key packets on their way between machines: a second folder that all of them add to.

They never travel in git, which forgets nothing: deleting them is the erasure. So a copy is made
only of what has a body in the register and is not erased, and nothing is ever replaced: where two
folders differ, somebody has to look.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import groupby
from pathlib import Path

from intake.errors import UnavailableError
from intake.model.structured_communication import OrderNumber
from intake.openpgp.packets import MalformedMessageError, count_keys, split
from intake.store.dossiers import (
    BODY_SUFFIX,
    DOSSIERS,
    KEYS_SUFFIX,
    UNFINISHED_PREFIX,
    MisplacedPaperError,
    Paper,
    paper_at,
    papers_in,
)
from intake.store.durable import write_new
from intake.store.erasures import erased
from intake.store.key_files import INCOMPLETE, SESSION_SUFFIX, session_files


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedKeys:
    """How many key files were copied, and what a person has to look at, by path."""

    copied: int
    differing: tuple[str, ...]
    # What is something else than key packets.
    foreign: tuple[str, ...]
    # What is erased and lies in the source all the same: it is not copied, and should go.
    erased: tuple[str, ...]


def copy_keys(*, source: Path, target: Path, register: Path) -> CopiedKeys:
    """Copy what the target lacks. KeysFolderError if a folder cannot be read or written."""
    told: dict[_Outcome, list[str]] = {outcome: [] for outcome in _Outcome}
    try:
        for (opened, number), papers in groupby(_papers(source), _dossier):
            dossier = papers_in(register, opened, number)
            gone = erased(dossier)
            for paper in papers:
                if paper in gone:
                    told[_Outcome.ERASED].append(str(paper.keys))
                elif paper in dossier:
                    for file in (paper.keys, *_sessions(source, paper)):
                        outcome = _copy(source / file, target / file)
                        told[outcome].append(str(file))
    except OSError as error:
        raise KeysFolderError(error) from error
    return CopiedKeys(
        copied=len(told[_Outcome.COPIED]),
        differing=tuple(told[_Outcome.DIFFERING]),
        foreign=tuple(told[_Outcome.FOREIGN]),
        erased=tuple(told[_Outcome.ERASED]),
    )


def _dossier(paper: Paper) -> tuple[date, OrderNumber]:
    return paper.opened, paper.number


class _Outcome(Enum):
    """What became of one file."""

    THERE = auto()
    COPIED = auto()
    DIFFERING = auto()
    FOREIGN = auto()
    ERASED = auto()


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


def _sessions(keys: Path, paper: Paper) -> list[Path]:
    """Return where the session keys lie that were handed to who came later."""
    return [path.relative_to(keys) for path in session_files(keys, paper)]


def _holds_keys(data: bytes, suffix: str) -> bool:
    """Say whether the data are key packets, or a message with a session key in it."""
    try:
        return bool(split(data) if suffix == SESSION_SUFFIX else count_keys(data))
    except MalformedMessageError:
        return False


def _copy(source: Path, target: Path) -> _Outcome:
    is_same = _same(source, target)
    if is_same is not None:
        return _Outcome.THERE if is_same else _Outcome.DIFFERING
    times, data = source.stat(), source.read_bytes()
    if not _holds_keys(data, source.suffix):
        return _Outcome.FOREIGN
    try:
        write_new(target, data)
    except FileExistsError:
        # Another machine was faster; the next run compares.
        return _Outcome.THERE
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))
    return _Outcome.COPIED


class KeysFolderError(UnavailableError):
    """A folder of keys cannot be read or written."""

    def __init__(self, error: OSError) -> None:
        """Name the place and the reason."""
        super().__init__(f"key packets could not be copied: {error.filename}: {error.strerror}")
