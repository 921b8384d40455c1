# SPDX-License-Identifier: GPL-3.0-or-later
"""The hub: the git repository that all machines of a register fetch from and push to."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.store.dossiers import Paper, paper_at
from intake.store.durable import make_folder, write_new
from intake.store.git import (
    BRANCH,
    FORMAT,
    FORMAT_FILE,
    ForeignFolderError,
    Repository,
    checked,
    prepare,
    run_git,
    tip,
)
from intake.store.issued_twice import refuse_twins
from intake.store.union import (
    EMPTY_TREE,
    difference,
    follows,
    lay_files,
    lay_some,
    merge,
    portions,
)

# What we last saw of the hub.
SEEN = "refs/hub/main"
# Nobody is there to answer a question, and a hub that is silent is a hub that is away.
_UNATTENDED = (
    "-c",
    "core.askPass=true",
    "-c",
    "core.sshCommand=ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15",
    "-c",
    "http.lowSpeedLimit=1",
    "-c",
    "http.lowSpeedTime=30",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
)
_NO_BRANCH = "couldn't find remote ref"
_DECLINED = "hook declined"
# Somebody else was faster; git says so in as many ways as there are moments to be so.
_BEHIND = (
    "fetch first",
    "non-fast-forward",
    "failed to update ref",
    "cannot lock ref",
    "incorrect old value",
    "reference already exists",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """One register and its hub."""

    repository: Repository
    address: str

    def bring_in(self, now: datetime) -> list[Paper]:
        """Take over what the hub has and we lack; return it, oldest first."""
        new = self._fetched()
        if new is None:
            return []
        lay_files(self.repository, new)
        merge(self.repository, tip(self.repository.folder, SEEN), now)
        return [paper_at(path) for path in sorted(new)]

    def look(self) -> list[Paper]:
        """Return what the hub has and we lack, oldest first, and take nothing over."""
        return [paper_at(path) for path in sorted(self._fetched() or {})]

    def _fetched(self) -> Mapping[str, str] | None:
        """Return the files that only the hub has; None if it is empty."""
        folder = self.repository.folder
        theirs = fetch(folder, self.address)
        if not theirs:
            return None
        ours = tip(folder)
        if run_git(folder, "merge-base", ours, theirs).returncode:
            raise OtherRegisterError(self.address)
        between = difference(folder, ours, theirs)
        refuse_twins(between.ours, between.theirs)
        return between.theirs

    def waiting(self) -> list[Paper]:
        """Return what we have and the hub did not when we last looked, oldest first."""
        seen = tip(self.repository.folder, SEEN) or EMPTY_TREE
        ours = difference(self.repository.folder, tip(self.repository.folder), seen).ours
        return [paper_at(path) for path in sorted(ours) if path != FORMAT_FILE]

    def push(self) -> bool:
        """Give the hub what it lacks; return False if it has commits that we do not."""
        folder = self.repository.folder
        ours, seen = tip(folder), tip(folder, SEEN)
        if seen and follows(folder, seen, ours):
            return True
        return self.offer(ours)

    def offer(self, commit: str) -> bool:
        """Have the hub's branch move to a commit; return False if the hub has others."""
        folder = self.repository.folder
        done = run_git(
            folder, *_UNATTENDED, "push", "--porcelain", "--", self.address, f"{commit}:{BRANCH}"
        )
        if done.returncode:
            _raise_unless_behind(self.address, done)
            return False
        checked(run_git(folder, "update-ref", SEEN, commit), "update-ref")
        return True


def fetch(folder: Path, address: str) -> str:
    """Fetch the hub's branch and return its last commit; nothing if the hub is empty."""
    done = run_git(
        folder,
        *_UNATTENDED,
        "-c",
        "fetch.fsckObjects=true",
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--",
        address,
        f"+{BRANCH}:{SEEN}",
    )
    if done.returncode:
        if _NO_BRANCH in _said(done):
            return ""
        raise HubUnreachableError(address, _said(done))
    return tip(folder, SEEN)


def join(folder: Path, address: str) -> bool:
    """Make the register of a new machine from the hub; return False if the hub is empty.

    What was interrupted is taken up again: without its last file the folder is no register.
    """
    make_folder(folder)
    half_joined = (folder / ".git").is_dir() and tip(folder, SEEN)
    if any(entry.name != ".git" for entry in folder.iterdir()) and not half_joined:
        raise ForeignFolderError(folder)
    prepare(folder)
    theirs = fetch(folder, address)
    if not theirs:
        return False
    files = dict(difference(folder, EMPTY_TREE, theirs).theirs)
    if files.pop(FORMAT_FILE, None) is None:
        raise OtherRegisterError(address)
    for some in portions(files):
        lay_some(folder, some)
    checked(run_git(folder, "update-ref", BRANCH, theirs), "update-ref")
    write_new(folder / FORMAT_FILE, FORMAT.encode())
    return True


def _raise_unless_behind(address: str, done: subprocess.CompletedProcess[bytes]) -> None:
    said = done.stdout.decode(errors="replace") + _said(done)
    if _DECLINED in said:
        lines = [line for line in said.splitlines() if line.startswith("remote: ")]
        raise HubRefusesError(address, " ".join(line.removeprefix("remote: ") for line in lines))
    if not any(words in said for words in _BEHIND):
        raise HubUnreachableError(address, said)


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode(errors="replace").strip()


class HubUnreachableError(UnavailableError):
    """The hub cannot be had now; what waits goes another time."""

    def __init__(self, address: str, said: str) -> None:
        """Give the first line of git's words, which is the one that tells most."""
        first = said.splitlines()[0] if said else "git says nothing"
        super().__init__(f"the hub {address} cannot be reached; nothing is lost: {first}")


class HubRefusesError(RefusedError):
    """The hub's own rules say no."""

    def __init__(self, address: str, why: str) -> None:
        """Give the hub's sentence."""
        super().__init__(f"the hub {address} refuses what we push: {why.strip()}")


class OtherRegisterError(RefusedError):
    """The hub has a history that has nothing to do with ours."""

    def __init__(self, address: str) -> None:
        """Name the hub."""
        super().__init__(
            f"the hub {address} holds another register; nothing was changed here or there"
        )
