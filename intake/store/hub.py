# SPDX-License-Identifier: GPL-3.0-or-later
"""The hub's ``update`` hook: what a register may never become, nobody can push.

Installed by ``scripts/hub-make``; git calls it with the ref, the old and the new commit. It knows
nobody's keys and reads no paper. It is the last word against a machine that was taken over or a
program that is wrong: what was pushed once stays as it is.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from intake.errors import IntakeError, UnavailableError
from intake.model.document_number import DocumentNumber
from intake.store.admitted import fault_of_bytes, fault_of_place, fault_of_size
from intake.store.dossiers import Paper
from intake.store.git import BRANCH
from intake.store.issued_twice import issued_at
from intake.store.union import EMPTY_TREE, raw_changes, read_batch

_NOTHING = "0" * 40
_AT_ONCE = 256


def main(arguments: Sequence[str]) -> int:
    """Judge one push; the sentence goes to whoever pushes."""
    if len(arguments) != len(("ref", "old", "new")):
        sys.stderr.write("hub: git calls this with a ref, an old and a new commit\n")
        return 2
    try:
        fault = next(faults_of_push(Path.cwd(), *arguments), None)
    except IntakeError as error:
        fault = str(error)
    if fault:
        sys.stderr.write(f"{fault}; nothing was taken\n")
    return 1 if fault else 0


def faults_of_push(hub: Path, ref: str, old: str, new: str) -> Iterator[str]:
    """Say why a push is more than an addition of papers, if it is."""
    if ref != BRANCH:
        yield f"{ref} is another branch than the register's"
        return
    if new == _NOTHING:
        yield "the branch cannot be deleted"
        return
    if old != _NOTHING:
        yield from _faults_of_history(hub, old, new)
    added = {}
    listing = _git(
        hub, "diff-tree", "-r", "-z", "--no-renames", EMPTY_TREE if old == _NOTHING else old, new
    )
    for path, _, mode, _, object_id in raw_changes(listing):
        added[path] = object_id
        yield from _named(path, fault_of_place(path, mode))
    yield from _faults_of_numbers(hub, new, added)
    yield from _faults_of_files(hub, added)


def _faults_of_history(hub: Path, old: str, new: str) -> Iterator[str]:
    """Find whatever leaves, changes or bends what the hub has."""
    if _git(hub, "rev-list", "--max-count=1", old, f"^{new}"):
        yield "the push would forget commits that the hub has: fetch first"
        return
    if _git(hub, "rev-list", "--max-parents=0", f"{old}..{new}"):
        yield "the push brings in the history of another register"
    # Each new commit beside each of its parents: nothing may be less in it, or other.
    only = ("--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=a", "--format=")
    listing = _git(hub, "log", "-m", *only, f"{old}..{new}")
    for path, status, *_ in raw_changes(listing):
        yield f"the push {'deletes' if status == 'D' else 'changes'} {path}: papers are only added"
    # So that first parents tell in which order things came.
    line = _git(hub, "rev-list", "--first-parent", "--parents", f"{old}..{new}").decode()
    if line and line.splitlines()[-1].split(" ")[1] != old:
        yield "a merge must have the hub's commit as its first parent"


def _faults_of_numbers(hub: Path, new: str, added: Mapping[str, str]) -> Iterator[str]:
    """Find an invoice or a credit note whose number another has: the first push has it."""
    if any(issued_at(added)):
        listing = _git(hub, "ls-tree", "-r", "-z", "--name-only", new).decode()
        others = [path for path in listing.split("\0") if path]
        seen: dict[DocumentNumber, Paper] = {}
        for paper, number in issued_at(others):
            if number in seen:
                yield (
                    f"{number.series} {number} is that of order {seen[number].number} and of order"
                    f" {paper.number}: a number is given out once"
                )
            seen[number] = paper


def _faults_of_files(hub: Path, added: Mapping[str, str]) -> Iterator[str]:
    ids = "".join(f"{one}\n" for one in added.values())
    lines = _git(hub, "cat-file", "--batch-check", stream=ids).decode().splitlines()
    for path, line in zip(added, lines, strict=True):
        # Before anything large is read.
        yield from _named(path, fault_of_size(int(line.split(" ")[2])))
    paths = list(added)
    for start in range(0, len(paths), _AT_ONCE):
        some = paths[start : start + _AT_ONCE]
        answer = _git(hub, "cat-file", "--batch", stream="".join(f"{added[one]}\n" for one in some))
        for path, data in zip(some, read_batch(answer), strict=True):
            yield from _named(path, fault_of_bytes(path, data))


def _named(path: str, fault: str | None) -> Iterator[str]:
    if fault:
        yield f"{path} {fault}"


def _git(hub: Path, *arguments: str, stream: str = "") -> bytes:
    """Run git as git has called us: what is pushed lies in quarantine, which GIT_… names."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=hub,
        input=stream.encode(),
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    if done.returncode:
        raise HubError(arguments[0], done.stderr.decode(errors="replace").strip())
    return done.stdout


class HubError(UnavailableError):
    """Git failed on the hub."""

    def __init__(self, verb: str, why: str) -> None:
        """Give git's own words."""
        super().__init__(f"git {verb} failed on the hub: {why}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
