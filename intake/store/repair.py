# SPDX-License-Identifier: GPL-3.0-or-later
"""What a start does first: finish what a crash interrupted, and set aside what it cannot finish.

A day whose folders all have the times that they had when an earlier start found the day sound is
not looked into again, so that a start after ten years is as quick as one after ten days.
"""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from pathlib import Path

from intake.store.committer import commit_papers
from intake.store.dossiers import (
    BODY_SUFFIX,
    DOSSIERS,
    KEYS_SUFFIX,
    UNFINISHED_PREFIX,
    MisplacedPaperError,
    Paper,
    PaperKind,
    paper_at,
)
from intake.store.durable import make_folder, remove_if_empty
from intake.store.erasures import erased_among
from intake.store.git import Repository
from intake.store.history import is_before, paths_at
from intake.store.key_files import INCOMPLETE, delete_files, files_of
from intake.store.remembered import read_remembered, remember, settled_before

_log = logging.getLogger(__name__)
_ERASURE = f"-{PaperKind.ERASURE}-"
_FORMAT = "sound-days/1"
_DAYS = "[0-9][0-9][0-9][0-9]/[0-9][0-9]/[0-9][0-9]"
_MONTH = len("2026/11")


def repair(repository: Repository, keys: Path, now: datetime) -> None:
    """Commit every complete paper that git lacks, and tidy up."""
    repository.remove_stale_locks()
    bodies, memory = repository.folder / DOSSIERS, repository.folder / ".git" / "sound-days"
    tip = repository.tip()
    # The desk may add a paper at this moment: what it has half written is not a crash.
    with repository.writing():
        days = {day: _look(bodies / day, keys / day) for day in _days(bodies, keys)}
        sound = _sound_days(repository, memory, tip)
        missing: list[Paper] = []
        changed = [day for day, look in days.items() if sound.get(day) != look]
        for month, group in groupby(changed, lambda day: day[:_MONTH]):
            committed = paths_at(repository, tip, [f"{DOSSIERS}/{month}/"]) if tip else []
            missing += _repair_month(repository.folder, keys, list(group), set(committed))
        _report_strays(bodies)
        _remove_empty_folders(bodies, keys)
        remove_if_empty(bodies)
    if missing:
        _log.warning("committing %d papers that the last run left uncommitted", len(missing))
        commit_papers(repository, missing, now)
    remember(memory, {"format": _FORMAT, "tip": repository.tip(), "days": days})


def _repair_month(
    register: Path, keys: Path, days: list[str], committed: set[str]
) -> Iterator[Paper]:
    """Tidy some days up, and return the papers that git lacks."""
    for day in days:
        present = set()
        places = list(_tidied(register / DOSSIERS, day))
        if any(_ERASURE in place for place in places):
            _erase_again(places, keys)
        for place in places:
            name = f"{DOSSIERS}/{place}"
            present.add(place.removesuffix(BODY_SUFFIX))
            if name in committed:
                continue
            try:
                yield paper_at(name)
            except MisplacedPaperError as error:
                _log.warning("%s; it is left alone", error)
        for place in _tidied(keys, day):
            if place.endswith(KEYS_SUFFIX) and place.removesuffix(KEYS_SUFFIX) not in present:
                _set_aside(keys, place)


def _erase_again(places: Iterable[str], keys: Path) -> None:
    """Delete what a copy or a colleague's machine brought back of what a person had us erase."""
    papers = []
    for place in places:
        # What is no paper is told of below.
        with suppress(MisplacedPaperError):
            papers.append(paper_at(f"{DOSSIERS}/{place}"))
    for paper in erased_among(papers):
        delete_files(files_of(paper, keys), keys)


def _set_aside(keys: Path, place: str) -> None:
    """Move key packets without a body out of the way; that order was never acknowledged."""
    _log.warning("%s has no body; it is set aside in %s", place, INCOMPLETE)
    make_folder((keys / INCOMPLETE / place).parent)
    (keys / place).rename(keys / INCOMPLETE / place)
    remove_if_empty((keys / place).parent)


def _tidied(root: Path, day: str) -> Iterator[str]:
    """Return each file of a day, removing unfinished files and folders left empty.

    In texts and not in paths, which take ten times as long: there may be some hundred thousand.
    """
    skip = len(str(root)) + 1
    if (root / day).is_dir():
        yield from (path[skip:] for path in _tidied_folder(str(root / day)))


def _tidied_folder(folder: str) -> Iterator[str]:
    left = False
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                left = True
                yield from _tidied_folder(entry.path)
            elif entry.name.startswith(UNFINISHED_PREFIX):
                Path(entry.path).unlink()
            else:
                left = True
                yield entry.path
    if not left:
        remove_if_empty(Path(folder))


def _days(*roots: Path) -> list[str]:
    """Return every day of which there is something, oldest first."""
    return sorted(
        {path.relative_to(root).as_posix() for root in roots for path in root.glob(_DAYS)}
    )


def _look(*folders: Path) -> list[object]:
    """Return what tells whether anything in a day's folders has changed, and when it last did."""
    digest, newest = hashlib.sha256(), 0
    for folder in folders:
        for name, moment in sorted(_times(folder)):
            digest.update(f"{name} {moment}\n".encode())
            newest = max(newest, moment)
        digest.update(b"\n")
    return [digest.hexdigest(), newest]


def _times(day: Path) -> Iterator[tuple[str, int]]:
    try:
        yield "", day.stat().st_mtime_ns
        with os.scandir(day) as dossiers:
            for dossier in dossiers:
                yield dossier.name, dossier.stat().st_mtime_ns
    except FileNotFoundError:
        # It has bodies alone, or keys alone.
        return


def _sound_days(repository: Repository, memory: Path, tip: str) -> Mapping[str, list[object]]:
    """Return the days that an earlier start found sound, if git still has what it had then."""
    record = read_remembered(memory, _FORMAT)
    if record is None or not (tip and is_before(repository, record["tip"], tip)):
        return {}
    settled = settled_before(memory)
    return {day: look for day, look in record["days"].items() if look[1] < settled}


def _report_strays(bodies: Path) -> None:
    """Tell of files that lie above the days."""
    for pattern in ("*", "*/*", "*/*/*"):
        for path in bodies.glob(pattern):
            if not path.is_dir():
                place = path.relative_to(bodies.parent).as_posix()
                _log.warning("%s; it is left alone", MisplacedPaperError(place))


def _remove_empty_folders(*roots: Path) -> None:
    """Remove days, months and years that hold nothing; a root stays, whose owner chose it."""
    for root in roots:
        for pattern in (_DAYS, "[0-9]*/[0-9]*", "[0-9]*"):
            for folder in root.glob(pattern):
                remove_if_empty(folder)
