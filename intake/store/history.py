# SPDX-License-Identifier: GPL-3.0-or-later
"""What git says of the register's past: which commit came before which, and what it brought."""

from collections.abc import Iterable

from intake.store.git import Repository, checked, run_git


def is_before(repository: Repository, older: str, newer: str) -> bool:
    """Say whether a commit is the other or led to it; no, if git does not know it."""
    done = run_git(repository.folder, "merge-base", "--is-ancestor", older, newer)
    return done.returncode == 0


def paths_at(repository: Repository, commit: str, below: Iterable[str] = ()) -> list[str]:
    """Return the path of each file of a commit, or of those below some folders of it."""
    done = run_git(repository.folder, "ls-tree", "-r", "-z", "--name-only", commit, *below)
    return _paths(checked(done, "ls-tree"))


def paths_between(repository: Repository, older: str, newer: str) -> list[str]:
    """Return the path of each file in which two commits differ."""
    options = ("-r", "-z", "--name-only", "--no-renames")
    done = run_git(repository.folder, "diff-tree", *options, older, newer)
    return _paths(checked(done, "diff-tree"))


def _paths(listing: str) -> list[str]:
    return listing.removesuffix("\0").split("\0") if listing else []
