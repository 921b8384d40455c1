# SPDX-License-Identifier: GPL-3.0-or-later
"""Merge what two machines added, by union of their files.

A file is added and never changed, so there is nothing to choose: a path that holds other bytes on
the other side is refused, loudly. Trees are built by ``git fast-import``: no index, no checkout.

The first parent of a merge is the hub's commit. So the first parents, from any machine's tip back,
are what the hub held one after the other, and every clone reads the same order of arrival.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.store.admitted import fault_of_bytes, fault_of_place
from intake.store.durable import write_all_new, write_new
from intake.store.git import AUTHOR, BRANCH, Repository, checked, run_git, tip

# What git knows as the tree without files, whether a repository has it or not.
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
# So many bodies are in memory at once, and written while others wait to commit.
_AT_ONCE = 256
# From so many on, it is cheaper to wait for the whole disk than for each file.
_MANY = 8
_NO = 1
_MESSAGE = "Join what other machines added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The files that one side has and the other lacks, by path, with their object ids."""

    ours: Mapping[str, str]
    theirs: Mapping[str, str]


def follows(folder: Path, later: str, earlier: str) -> bool:
    """Say whether one commit has another among its ancestors."""
    done = run_git(folder, "merge-base", "--is-ancestor", earlier, later)
    return done.returncode != _NO and not checked(done, "merge-base")


def difference(folder: Path, ours: str, theirs: str) -> Difference:
    """Compare two trees. OtherBytesError, or ForeignFileError for what no register may hold."""
    done = run_git(folder, "diff-tree", "-r", "-z", "--no-renames", ours, theirs)
    if done.returncode:
        checked(done, "diff-tree")
    only_ours, only_theirs = {}, {}
    for path, status, mode, ours_id, theirs_id in raw_changes(done.stdout):
        if status == "D":
            only_ours[path] = ours_id
        elif status == "A":
            _refuse(path, fault_of_place(path, mode))
            only_theirs[path] = theirs_id
        else:
            raise OtherBytesError(path)
    return Difference(ours=only_ours, theirs=only_theirs)


def raw_changes(listing: bytes) -> Iterator[tuple[str, str, str, str, str]]:
    """Read ``git diff-tree -z``: path, status, new mode, old and new object id of each change."""
    # What is not UTF-8 is no path of ours, and its neighbours are still told apart.
    words = iter(listing.decode(errors="backslashreplace").split("\0"))
    for about in words:
        if about.startswith(":"):
            _, mode, old, new, status = about.removeprefix(":").split(" ")
            yield next(words), status, mode, old, new


def lay_files(repository: Repository, files: Mapping[str, str]) -> None:
    """Write files of git into the register's folder, each new and on the disk; replace none."""
    for some in portions(files):
        with repository.writing():
            lay_some(repository.folder, some)


def portions(files: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Return the files in portions that fit into memory, the oldest first."""
    paths = sorted(files)
    for start in range(0, len(paths), _AT_ONCE):
        yield {path: files[path] for path in paths[start : start + _AT_ONCE]}


def lay_some(folder: Path, files: Mapping[str, str]) -> None:
    """Write these files; FolderUnwritableError if the disk does not take them."""
    missing = {}
    try:
        for path, data in zip(files, blobs(folder, list(files.values())), strict=True):
            _refuse(path, fault_of_bytes(path, data))
            place = folder / path
            if not place.exists():
                missing[place] = data
            elif place.read_bytes() != data:
                raise OtherBytesError(path)
        if len(missing) < _MANY:
            for place, data in missing.items():
                write_new(place, data)
        else:
            write_all_new(missing)
    except OSError as error:
        raise FolderUnwritableError(folder, error) from error


def blobs(folder: Path, ids: Sequence[str]) -> Iterator[bytes]:
    """Return the bytes of each object."""
    done = run_git(folder, "cat-file", "--batch", stream="".join(f"{i}\n" for i in ids).encode())
    if done.returncode:
        checked(done, "cat-file")
    yield from read_batch(done.stdout)


def read_batch(answer: bytes) -> Iterator[bytes]:
    """Read what ``git cat-file --batch`` prints; MissingObjectError for what git does not have."""
    position = 0
    while position < len(answer):
        end = answer.index(b"\n", position)
        words = answer[position:end].decode().split(" ")
        if words[1:2] != ["blob"]:
            raise MissingObjectError(" ".join(words))
        start, size = end + 1, int(words[2])
        yield answer[start : start + size]
        position = start + size + 1


def merge(repository: Repository, theirs: str, now: datetime) -> None:
    """Go forward to their commit, or join it with ours; their files lie in the folder already."""
    folder = repository.folder
    with repository.writing() as lock:
        ours = tip(folder)
        if follows(folder, ours, theirs):
            return
        if follows(folder, theirs, ours):
            checked(run_git(folder, "update-ref", BRANCH, theirs, ours, keep=lock), "update-ref")
            return
        added = difference(folder, ours, theirs).ours
        stream = _merge_stream(added, ours, theirs, now, repository.landing)
        repository.import_commit(lock, stream, _MESSAGE, now, [theirs, ours])


def _merge_stream(
    added: Mapping[str, str], ours: str, theirs: str, now: datetime, landing: str
) -> bytes:
    """Write the merge in the language of git fast-import: their tree, and what we add to it."""
    text = f"{_MESSAGE}\n".encode()
    head = f"commit {landing}\ncommitter {AUTHOR} {int(now.timestamp())} +0000\n".encode()
    lines = [f"from {theirs}\n", f"merge {ours}\n"]
    lines += [f"M 100644 {added[path]} {path}\n" for path in sorted(added)]
    return head + b"data %d\n%s\n" % (len(text), text) + "".join(lines).encode() + b"done\n"


def in_branch(folder: Path, path: str) -> bool:
    """Say whether the branch has a file."""
    return not run_git(folder, "cat-file", "-e", f"{BRANCH}:{path}").returncode


def arrivals(folder: Path, paths: Sequence[str]) -> list[str]:
    """Return those of the paths that are in the branch, in the order the hub got them."""
    listing = run_git(
        folder,
        "log",
        "--first-parent",
        "--diff-merges=first-parent",
        "--diff-filter=A",
        "--no-renames",
        "--reverse",
        "--name-only",
        "--format=",
        BRANCH,
        "--",
        *paths,
    )
    return checked(listing, "log").split()


def _refuse(path: str, fault: str | None) -> None:
    if fault:
        raise ForeignFileError(path, fault)


class OtherBytesError(RefusedError):
    """Two machines have a file of one path with other bytes."""

    def __init__(self, path: str) -> None:
        """Name the file."""
        super().__init__(
            f"{path} is here with other bytes than on the hub; neither was changed:"
            " see docs/operations.md, Several machines"
        )


class ForeignFileError(RefusedError):
    """The hub holds what no register may hold."""

    def __init__(self, path: str, fault: str) -> None:
        """Name the file and the fault."""
        super().__init__(f"on the hub, {path} {fault}; nothing was taken over")


class MissingObjectError(UnavailableError):
    """Git names an object that it cannot show."""

    def __init__(self, what: str) -> None:
        """Give git's own words."""
        super().__init__(f"git cannot show a file of the register: {what}")


class FolderUnwritableError(UnavailableError):
    """The disk does not take a file of another machine."""

    def __init__(self, folder: Path, error: OSError) -> None:
        """Name the folder and the reason."""
        super().__init__(
            f"papers of other machines could not be written in {folder}: {error.strerror}"
        )
