# SPDX-License-Identifier: GPL-3.0-or-later
"""The register's git repository. No other module calls git on it.

The repository is marked bare though it lies in the register's folder: commits are built on the
parent's tree by ``git fast-import`` and there is no index, so a commit costs the same however
many dossiers there are, and nobody commits half a dossier by hand.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path, PurePosixPath

from intake.errors import RefusedError, UnavailableError
from intake.store.durable import make_folder, write_new
from intake.store.lock import held

BRANCH = "refs/heads/main"
FORMAT_FILE = "FORMAT"
FORMAT = "register/1\n"

# Without these a power loss takes acknowledged orders and breaks the repository; measured in
# docs/design.md, so they are set when a register is made and checked whenever one is opened.
_SAFE = {"core.fsync": "all", "core.fsyncMethod": "fsync", "core.bare": "true"}
# What git rev-parse --verify --quiet ends with for a branch without commits.
_NO_SUCH_REVISION = 1
AUTHOR = "all2all intake <intake@localhost>"


class Repository:
    """The git repository of one register."""

    def __init__(self, folder: Path) -> None:
        """Open the repository; RegisterMissingError or UnsafeRegisterError if it is not ours."""
        self.folder = folder
        if not (folder / ".git").is_dir() or not (folder / FORMAT_FILE).is_file():
            raise RegisterMissingError(folder)
        if (folder / FORMAT_FILE).read_text(encoding="utf-8") != FORMAT:
            raise UnknownFormatError(folder)
        for key, wanted in _SAFE.items():
            if run_git(folder, "config", "--get", key).stdout.decode().strip() != wanted:
                raise UnsafeRegisterError(folder, key, wanted)

    def commit(self, files: Mapping[PurePosixPath, bytes], message: str, now: datetime) -> None:
        """Add the files to the branch in one commit that is on the disk when this returns."""
        with self.writing() as lock:
            stream = b"".join(_import_stream(files, message, now, self._tip()))
            # Git holds the lock as well: if we are killed, it may still be writing.
            self._git("fast-import", "--quiet", "--done", stream=stream, keep=lock)

    def committed(self) -> Mapping[str, str]:
        """Return the object id of every file in the branch, by its path."""
        if not self._tip():
            return {}
        listing = self._git("ls-tree", "-r", "-z", BRANCH)
        entries = (entry.split("\t", 1) for entry in listing.split("\0") if entry)
        return {path: words.split(" ")[2] for words, path in entries}

    def rewritten(self) -> list[str]:
        """Return every path that history changed or deleted after adding it."""
        only = (
            "log",
            "--no-renames",
            "--diff-filter=MDT",
            "--name-only",
            "--format=",
            "-z",
            BRANCH,
        )
        return sorted({path for path in self._git(*only).split("\0") if path})

    def faults(self) -> list[str]:
        """Return what ``git fsck --strict`` finds wrong."""
        done = run_git(self.folder, "fsck", "--strict", "--no-dangling", "--no-progress")
        return (done.stdout + done.stderr).decode().splitlines() if done.returncode else []

    def remove_stale_locks(self) -> None:
        """Remove the lock files of git processes that died. Only for whoever holds ``alone``."""
        with self.writing():
            for lock in (self.folder / ".git").glob("**/*.lock"):
                lock.unlink()

    def alone(self, *, guest: bool = False) -> AbstractContextManager[int]:
        """Be the only intake on this register, or its only guest, or raise LockedError."""
        return held(self.folder / ".git" / ("desk-adds" if guest else "intake-runs"), wait=False)

    def writing(self) -> AbstractContextManager[int]:
        """Be the only one who commits, or adds to dossiers that are there; wait for it."""
        return held(self.folder / ".git" / "commit-runs", wait=True)

    def _tip(self) -> str:
        """Return the id of the branch's last commit, or nothing if it has none yet."""
        done = run_git(self.folder, "rev-parse", "--verify", "--quiet", BRANCH)
        if done.returncode not in {0, _NO_SUCH_REVISION}:
            raise GitError("rev-parse", done.stderr.decode(errors="replace").strip())
        return done.stdout.decode().strip()

    def _git(self, *arguments: str, stream: bytes = b"", keep: int | None = None) -> str:
        done = run_git(self.folder, *arguments, stream=stream, keep=keep)
        return checked(done, arguments[0])


def object_id(data: bytes) -> str:
    """Return the id that git gives to a file of these bytes.

    >>> object_id(b"")
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def open_new_register(folder: Path, now: datetime) -> bool:
    """Make an empty register, or finish one half made; return whether there was anything to do."""
    if not (folder / FORMAT_FILE).is_file():
        _lay_out(folder)
    repository = Repository(folder)
    if FORMAT_FILE in repository.committed():
        return False
    repository.commit({PurePosixPath(FORMAT_FILE): FORMAT.encode()}, "Open register", now)
    return True


def _lay_out(folder: Path) -> None:
    make_folder(folder)
    if any(entry.name != ".git" for entry in folder.iterdir()):
        raise ForeignFolderError(folder)
    prepare(folder)
    # Written last: a folder without it is not yet a register.
    write_new(folder / FORMAT_FILE, FORMAT.encode())


def prepare(folder: Path) -> None:
    """Make the repository of a folder, with the settings that keep it safe."""
    branch = BRANCH.removeprefix("refs/heads/")
    checked(run_git(folder, "init", "--quiet", f"--initial-branch={branch}"), "init")
    for key, value in _SAFE.items():
        checked(run_git(folder, "config", key, value), "config")


def run_git(
    folder: Path,
    *arguments: str,
    stream: bytes = b"",
    keep: int | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run git on the repository of a folder and no other.

    ``keep`` is a file descriptor that git inherits. It is deaf to the settings of whoever runs us,
    to hooks' GIT_DIR and to what lies further up.
    """
    environment = {key: text for key, text in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    try:
        return subprocess.run(
            ["git", "-C", str(folder), f"--git-dir={folder / '.git'}", *arguments],
            input=stream,
            capture_output=True,
            env=environment,
            pass_fds=() if keep is None else (keep,),
            check=False,
        )
    except OSError as error:
        raise GitError(arguments[0], str(error)) from error


def checked(done: subprocess.CompletedProcess[bytes], verb: str) -> str:
    """Return what git printed, or raise GitError if it failed."""
    if done.returncode:
        raise GitError(verb, done.stderr.decode(errors="replace").strip())
    return done.stdout.decode()


def _import_stream(
    files: Mapping[PurePosixPath, bytes],
    message: str,
    now: datetime,
    parent: str,
) -> Iterator[bytes]:
    """Write the batch in the language of git fast-import."""
    text = f"{message}\n".encode()
    yield f"commit {BRANCH}\ncommitter {AUTHOR} {int(now.timestamp())} +0000\n".encode()
    yield b"data %d\n%s\n" % (len(text), text)
    if parent:
        yield f"from {parent}\n".encode()
    for path, data in files.items():
        yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
    yield b"done\n"


class RegisterMissingError(RefusedError):
    """There is no register here."""

    def __init__(self, folder: Path) -> None:
        """Say how to make one."""
        super().__init__(f"there is no register in {folder}; make one: staff register create")


class UnknownFormatError(RefusedError):
    """The register is of a format that this version does not know."""

    def __init__(self, folder: Path) -> None:
        """Say what was expected."""
        super().__init__(
            f"{folder / FORMAT_FILE} does not say {FORMAT.strip()}; nothing was changed"
        )


class ForeignFolderError(RefusedError):
    """A folder that holds other things cannot become a register."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        super().__init__(f"{folder} is not empty and is no register; nothing was changed")


class UnsafeRegisterError(RefusedError):
    """The repository would lose orders at a power failure, or be edited by hand."""

    def __init__(self, folder: Path, key: str, wanted: str) -> None:
        """Say which setting, and how to mend it."""
        super().__init__(
            f"{folder} is not safe: {key} is not {wanted};"
            f" mend it: git -C {folder} config {key} {wanted}",
        )


class GitError(UnavailableError):
    """Git failed; what was to be committed is still to be committed."""

    def __init__(self, verb: str, why: str) -> None:
        """Give git's own words."""
        super().__init__(f"git {verb} failed: {why}")
