# SPDX-License-Identifier: GPL-3.0-or-later
"""What git says of the past: which commit came before which, what it brought, who signed it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.errors import RefusedError
from intake.store.git import BRANCH, Repository, checked, run_git

# How many commits one call of git looks at.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCommit:
    """A commit, what it follows, and git's verdict (%G?): G is good, N is not signed."""

    commit: str
    parents: Sequence[str]
    verdict: str


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


def faults_since(repository: Repository, older: str) -> Iterator[str]:
    """Return what is wrong with the objects that came after a commit; each is read and hashed."""
    options = ("--objects", "--no-object-names", f"{older}..{BRANCH}")
    listing = run_git(repository.folder, "rev-list", *options)
    if listing.returncode:
        yield from listing.stderr.decode(errors="replace").splitlines()
    names = listing.stdout.decode().split()
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        done = run_git(
            repository.folder, "cat-file", "--batch", stream="\n".join(some).encode() + b"\n"
        )
        yield from done.stderr.decode(errors="replace").splitlines()
        yield from _wrongly_named(done.stdout)


def _wrongly_named(batch: bytes) -> Iterator[str]:
    """Return each object of git's answer that is missing or whose bytes have another name."""
    position = 0
    while position < len(batch):
        if (end := batch.find(b"\n", position)) < 0:
            # Git stopped at this object, and said so.
            return
        name, *about = batch[position:end].decode().split(" ")
        position = end + 1
        if len(about) == 1:
            yield f"{about[0]} {name}"
            continue
        kind, size = about[0], int(about[1])
        data = batch[position : position + size]
        position += size + 1
        head = f"{kind} {size}\0".encode()
        if hashlib.sha1(head + data, usedforsecurity=False).hexdigest() != name:
            yield f"hash mismatch {name}"


def sizes(repository: Repository) -> tuple[int, int]:
    """Return how many bytes git's objects take, and how many of them are files of their own."""
    done = run_git(repository.folder, "count-objects", "-v")
    lines = (line.split(": ") for line in checked(done, "count-objects").splitlines())
    counts = {key: int(value) for key, value in lines if value.isdecimal()}
    return 1024 * (counts["size"] + counts["size-pack"]), counts["count"]


def signatures(
    repository: Repository, allowed_signers: Path, since: str = ""
) -> Iterator[SignedCommit]:
    """Return the verdict on every commit, or on those that one does not lead to; parents first."""
    if not allowed_signers.is_file():
        raise AllowedSignersError(allowed_signers)
    folder = repository.folder
    wanted = [f"{since}..{BRANCH}" if since else BRANCH]
    listing = run_git(folder, "rev-list", "--topo-order", "--reverse", *wanted)
    commits = checked(listing, "rev-list").split()
    for start in range(0, len(commits), _AT_ONCE):
        some = "\n".join(commits[start : start + _AT_ONCE]).encode()
        done = run_git(
            folder,
            *("-c", f"gpg.ssh.allowedSignersFile={allowed_signers}"),
            *("log", "--no-walk=unsorted", "--stdin", "--format=%H%x00%P%x00%G?"),
            stream=some,
        )
        for line in checked(done, "log").splitlines():
            commit, parents, verdict = line.split("\0")
            yield SignedCommit(commit=commit, parents=parents.split(), verdict=verdict)


def _paths(listing: str) -> list[str]:
    return listing.removesuffix("\0").split("\0") if listing else []


class AllowedSignersError(RefusedError):
    """The settings name a file of signers that is not there."""

    def __init__(self, path: Path) -> None:
        """Say what should be in it."""
        super().__init__(
            f"register.allowed_signers {path} is not there; it holds a line for each machine:"
            ' intake@localhost namespaces="git" ssh-ed25519 AAAA…'
        )
