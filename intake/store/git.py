# SPDX-License-Identifier: GPL-3.0-or-later
"""The register's git repository. Only this module and ``history`` call git on it.

The repository is marked bare though it lies in the register's folder: commits are built on the
parent's tree by ``git fast-import`` and there is no index, so a commit costs the same however
many dossiers there are, and nobody commits half a dossier by hand.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path, PurePosixPath

from intake.errors import RefusedError, UnavailableError
from intake.store.durable import make_folder, write_new
from intake.store.lock import held
from intake.store.signing_key import check_signing_key

BRANCH = "refs/heads/main"
FORMAT_FILE = "FORMAT"
FORMAT = "register/1\n"

# Without these a power loss takes acknowledged orders and breaks the repository; measured in
# docs/design.md, so they are set when a register is made and checked whenever one is opened.
_SAFE = {"core.fsync": "all", "core.fsyncMethod": "fsync", "core.bare": "true"}
# From so many objects on, a commit stays one pack: two files to sync instead of one an object.
_LOOSE = "fastimport.unpackLimit=20"
# What git rev-parse --verify --quiet ends with for a branch without commits.
_NO_SUCH_REVISION = 1
_NAME, _EMAIL = "all2all intake", "intake@localhost"
AUTHOR = f"{_NAME} <{_EMAIL}>"
# Where a commit stands until it is signed; beside the branch, so that nobody pulls it.
_UNSIGNED = "refs/intake/unsigned"


class Repository:
    """The git repository of one register."""

    def __init__(self, folder: Path, signing_key: Path | None = None) -> None:
        """Open the repository; RegisterMissingError or UnsafeRegisterError if it is not ours.

        With a private SSH key, each commit is signed.
        """
        self.folder = folder
        self._signing_key = signing_key
        if signing_key:
            check_signing_key(signing_key)
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
            self.commit_holding(lock, files, message, now)

    def commit_holding(
        self, lock: int, files: Mapping[PurePosixPath, bytes], message: str, now: datetime
    ) -> None:
        """Do the same for whoever holds the lock of ``writing``, which is handed over."""
        parent = self.tip()
        stream = b"".join(_import_stream(files, message, now, parent, self.landing))
        self.import_commit(lock, stream, message, now, [parent] if parent else [])

    def commit_aside(
        self, lock: int, files: Mapping[PurePosixPath, bytes], message: str, now: datetime
    ) -> str:
        """Make the commit that would come next, beside the branch, and return its id.

        It is nothing until ``advance``, and what nobody advances to is forgotten.
        """
        parent = self.tip()
        stream = b"".join(_import_stream(files, message, now, parent, _UNSIGNED))
        self._import(lock, stream, "--force")
        if self._signing_key:
            return self._signed(self._signing_key, message, now, [parent])
        return tip(self.folder, _UNSIGNED)

    def advance(self, commit: str) -> None:
        """Move the branch to a commit that was made beside it."""
        before = self.tip() or "0" * len(commit)
        moves = f"update {BRANCH} {commit} {before}\ndelete {_UNSIGNED}\n"
        self._git("update-ref", "--stdin", stream=moves.encode())

    @property
    def landing(self) -> str:
        """Where fast-import puts a commit: on the branch, or beside it until it is signed."""
        return _UNSIGNED if self._signing_key else BRANCH

    def import_commit(
        self, lock: int, stream: bytes, message: str, now: datetime, parents: Sequence[str]
    ) -> None:
        """Run fast-import on one commit that lands at ``landing``, and sign it if we sign."""
        # What a crash left unsigned follows from nothing, and is written over.
        self._import(lock, stream, *(["--force"] if self._signing_key else []))
        if self._signing_key:
            self.advance(self._signed(self._signing_key, message, now, parents))

    def tidy(self) -> None:
        """Join packs and loose objects, if git finds that there are many."""
        self._git("gc", "--auto", "--quiet", setting="gc.autoDetach=false")

    def _import(self, lock: int, stream: bytes, *options: str) -> None:
        # Git holds the lock as well: if we are killed, it may still be writing.
        self._git(
            "fast-import", "--quiet", "--done", *options, stream=stream, keep=lock, setting=_LOOSE
        )

    def _signed(self, key: Path, message: str, now: datetime, parents: Sequence[str]) -> str:
        """Make the signed commit of what lies beside the branch, and return its id."""
        moment = f"@{int(now.timestamp())} +0000"
        who = {
            f"GIT_{role}_{what}": text
            for role in ("AUTHOR", "COMMITTER")
            for what, text in (("NAME", _NAME), ("EMAIL", _EMAIL), ("DATE", moment))
        }
        done = run_git(
            self.folder,
            *("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}", "commit-tree", "-S"),
            *(word for parent in parents for word in ("-p", parent)),
            f"{_UNSIGNED}^{{tree}}",
            stream=f"{message}\n".encode(),
            # Nobody is there to answer questions.
            more={**who, "SSH_ASKPASS_REQUIRE": "never"},
        )
        return checked(done, "commit-tree").strip()

    def committed(self) -> Mapping[str, str]:
        """Return the object id of every file in the branch, by its path."""
        if not self.tip():
            return {}
        listing = self._git("ls-tree", "-r", "-z", BRANCH)
        entries = (entry.split("\t", 1) for entry in listing.split("\0") if entry)
        return {path: words.split(" ")[2] for words, path in entries}

    def rewritten(self, since: str = "") -> list[str]:
        """Return every path that history, or what followed a commit, changed after adding it."""
        only = (
            "log",
            "--no-renames",
            "--diff-filter=MDT",
            "--name-only",
            "--format=",
            "-z",
            f"{since}..{BRANCH}" if since else BRANCH,
        )
        return sorted({path for path in self._git(*only).split("\0") if path})

    def faults(self) -> list[str]:
        """Return what ``git fsck --strict`` finds wrong."""
        done = run_git(self.folder, "fsck", "--strict", "--no-dangling", "--no-progress")
        return (done.stdout + done.stderr).decode().splitlines() if done.returncode else []

    def remove_stale_locks(self) -> None:
        """Remove the lock files of git processes that died. Only for whoever holds ``alone``."""
        git = self.folder / ".git"
        with self.writing():
            # Not among the objects: there are very many, and their names are never locked.
            for pattern in (
                "*.lock",
                "refs/**/*.lock",
                "objects/info/**/*.lock",
                "objects/pack/*.lock",
            ):
                for lock in git.glob(pattern):
                    lock.unlink()

    def alone(self, *, guest: bool = False) -> AbstractContextManager[int]:
        """Be the only intake on this register, or its only guest, or raise LockedError."""
        return held(self.folder / ".git" / ("desk-adds" if guest else "intake-runs"), wait=False)

    def writing(self) -> AbstractContextManager[int]:
        """Be the only one who commits, or adds to dossiers that are there; wait for it."""
        return held(self.folder / ".git" / "commit-runs", wait=True)

    def tip(self) -> str:
        """Return the id of the branch's last commit, or nothing if it has none yet."""
        return tip(self.folder)

    def _git(
        self,
        *arguments: str,
        stream: bytes = b"",
        keep: int | None = None,
        setting: str | None = None,
    ) -> str:
        settings = ("-c", setting) if setting else ()
        done = run_git(self.folder, *settings, *arguments, stream=stream, keep=keep)
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
    more: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run git on the repository of a folder and no other.

    ``keep`` is a file descriptor that git inherits, and ``more`` goes into its environment. It is
    deaf to the settings of whoever runs us, to hooks' GIT_DIR and to what lies further up.
    """
    environment = {key: text for key, text in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    environment |= more or {}
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


def tip(folder: Path, ref: str = BRANCH) -> str:
    """Return the id of the last commit of a ref, or nothing if it has none."""
    done = run_git(folder, "rev-parse", "--verify", "--quiet", ref)
    return checked(done, "rev-parse").strip() if done.returncode != _NO_SUCH_REVISION else ""


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
    branch: str,
) -> Iterator[bytes]:
    """Write the batch in the language of git fast-import."""
    text = f"{message}\n".encode()
    yield f"commit {branch}\ncommitter {AUTHOR} {int(now.timestamp())} +0000\n".encode()
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
