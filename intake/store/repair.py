# SPDX-License-Identifier: GPL-3.0-or-later
"""What a start does first: finish what a crash interrupted, and set aside what it cannot finish."""

import logging
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from intake.store.committer import commit_papers
from intake.store.dossiers import (
    DOSSIERS,
    KEYS_SUFFIX,
    UNFINISHED_PREFIX,
    MisplacedPaperError,
    Paper,
    paper_at,
)
from intake.store.durable import make_folder, remove_if_empty
from intake.store.erasures import erased_among
from intake.store.git import Repository
from intake.store.key_files import INCOMPLETE, delete_files, files_of

_log = logging.getLogger(__name__)


def repair(repository: Repository, keys: Path, now: datetime) -> list[Paper]:
    """Commit every complete paper that git lacks, tidy up, and return all papers, oldest first."""
    repository.remove_stale_locks()
    # The desk may add a paper at this moment: what it has half written is not a crash.
    with repository.writing():
        found = _papers(repository.folder)
        papers = sorted(found, key=lambda paper: (paper.received, paper.number))
        _set_aside_lone_keys(keys, {str(paper.keys) for paper in papers})
        # A copy or a colleague's machine may have brought back what a person had us erase.
        for paper in erased_among(papers):
            delete_files(files_of(paper, keys), keys)
    committed = repository.committed()
    missing = [paper for paper in papers if str(paper.body) not in committed]
    if missing:
        _log.warning("committing %d papers that the last run left uncommitted", len(missing))
        commit_papers(repository, missing, now)
    return papers


def _papers(register: Path) -> Iterator[Paper]:
    """Read the names of all papers, removing unfinished files and folders left empty."""
    for folder, _, names in os.walk(register / DOSSIERS, topdown=False):
        for name in names:
            path = Path(folder, name)
            if name.startswith(UNFINISHED_PREFIX):
                path.unlink()
                continue
            try:
                yield paper_at(path.relative_to(register).as_posix())
            except MisplacedPaperError as error:
                _log.warning("%s; it is left alone", error)
        remove_if_empty(Path(folder))


def _set_aside_lone_keys(keys: Path, expected: set[str]) -> None:
    """Move key packets without a body out of the way; that order was never acknowledged."""
    for folder, _, names in os.walk(keys, topdown=False):
        if INCOMPLETE in Path(folder).relative_to(keys).parts:
            continue
        for name in names:
            path = Path(folder, name)
            place = path.relative_to(keys)
            if name.startswith(UNFINISHED_PREFIX):
                path.unlink()
            elif name.endswith(KEYS_SUFFIX) and place.as_posix() not in expected:
                _log.warning("%s has no body; it is set aside in %s", place, INCOMPLETE)
                make_folder((keys / INCOMPLETE / place).parent)
                path.rename(keys / INCOMPLETE / place)
        if Path(folder) != keys:
            remove_if_empty(Path(folder))
