# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines of one register: folders of their own, one bare hub with its hook, real git.

Papers are laid and committed as the store does it, but not encrypted: a body is one SEIPD packet
made by hand, so that thousands of actions take minutes.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from intake.actions.create_register import create_register
from intake.actions.sync_register import Machine, Synced, sync_register
from intake.model.structured_communication import order_number
from intake.store.committer import commit_papers
from intake.store.dossiers import Paper, PaperKind
from intake.store.durable import write_new
from intake.store.git import Repository
from tests.conftest import NOW
from tests.store.conftest import git

ROOT = Path(__file__).parent.parent.parent
_LONGEST_SHORT = 191


def body(text: str) -> bytes:
    """Return a body: one SEIPD packet that holds the text."""
    return packet(18, text)


def key_packets(text: str) -> bytes:
    """Return key packets of two recipients."""
    return packet(1, text) + packet(1, text)


def packet(tag: int, text: str) -> bytes:
    """Return one OpenPGP packet of the new form (RFC 9580, section 4.2.1)."""
    data = text.encode()
    assert len(data) <= _LONGEST_SHORT
    return bytes((0xC0 | tag, len(data))) + data


def make_hub(place: Path) -> Path:
    """Make a hub as scripts/hub-make does, without its set-up of the programs."""
    git(place.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(place))
    hook = place / "hooks" / "update"
    # The Python that runs the tests is the one that scripts/setup makes.
    hook.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m intake.store.hub "$@"\n',
        encoding="utf-8",
    )
    hook.chmod(0o755)
    return place


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """One machine, with a digit of its own."""

    digit: int
    machine: Machine
    uncommitted: list[Paper] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The folder of its register."""
        return self.machine.repository.folder

    def lay(self, paper: Paper) -> Paper:
        """Lay both parts of a paper; it is committed later, with others."""
        text = f"{paper.number} {paper.kind} {paper.mark} by {self.digit}"
        write_new(self.machine.keys / paper.keys, key_packets(text))
        write_new(self.folder / paper.body, body(text))
        self.uncommitted.append(paper)
        return paper

    def commit(self) -> None:
        """Commit what was laid."""
        commit_papers(self.machine.repository, self.uncommitted, NOW)
        self.uncommitted.clear()

    def receive(self, count: int, now: datetime = NOW, *, commit: bool = True) -> Paper:
        """Receive an order."""
        number = order_number(year=now.year, machine=self.digit, count=count)
        paper = Paper(
            number=number,
            opened=now.date(),
            kind=PaperKind.ORDER,
            received=now,
            mark=f"{self.digit:x}{count:015x}",
        )
        self.lay(paper)
        if commit:
            self.commit()
        return paper

    def add(self, dossier: Paper, kind: PaperKind, mark: str, now: datetime = NOW) -> Paper:
        """Add a paper to a dossier."""
        return self.lay(
            Paper(number=dossier.number, opened=dossier.opened, kind=kind, received=now, mark=mark)
        )

    def sync(self, *, now: datetime = NOW, take_keys: bool = False) -> Synced:
        """Exchange with the hub, whatever is committed or not."""
        self.commit()
        return sync_register(self.machine, now, take_keys=take_keys)

    def files(self) -> dict[str, bytes]:
        """Return all that lies in the folder, by path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and ".git" not in path.relative_to(self.folder).parts
        }

    def committed(self) -> dict[str, str]:
        """Return all that the branch holds."""
        return dict(self.machine.repository.committed())


def make_clone(  # noqa: PLR0913 - what a test may choose, each named
    root: Path,
    digit: int,
    hub: Path | str,
    *,
    shared_keys: str = "",
    luck: Callable[[], float] = lambda: 0.5,
    pause: Callable[[float], object] = lambda _seconds: None,
) -> Clone:
    """Make a machine below the root; its register is the hub's, if that has one."""
    place = root / f"machine-{digit}"
    create_register(place / "register", place / "keys", now=NOW, hub=str(hub))
    machine = Machine(
        repository=Repository(place / "register"),
        keys=place / "keys",
        hub=str(hub),
        shared_keys=shared_keys,
        luck=luck,
        pause=pause,
    )
    return Clone(digit=digit, machine=machine)


def make_clones(root: Path, count: int) -> list[Clone]:
    """Make a hub and so many machines around it, each of which has what the first began."""
    hub = make_hub(root / "hub.git")
    first = make_clone(root, 0, hub)
    first.sync()
    return [first, *(make_clone(root, digit, hub) for digit in range(1, count))]


def settled(clones: Sequence[Clone]) -> None:
    """Let everybody have everything."""
    for clone in [*clones, *clones]:
        clone.sync()


def fsck(folder: Path) -> int:
    """Return what a strict look at a repository ends with."""
    command = ["git", "-C", str(folder), "fsck", "--strict", "--no-dangling"]
    return subprocess.run(command, capture_output=True, check=False).returncode
