# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchange the register with the other machines: git by the hub, key packets by a folder.

Keys go before bodies and come after them, so that a body on the hub can be read. A push that comes
second is refused by git: fetch, merge, push again, after a pause that luck decides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.store.dossiers import Paper
from intake.store.git import Repository
from intake.store.remote import Remote
from intake.store.shared_keys import CopiedKeys, copy_keys

# With the pauses below about a minute: longer than any rush of ten machines.
_TRIES = 12
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 10.0
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One machine of a register: its folders, and what it shares with the others."""

    repository: Repository
    keys: Path
    # Empty: this machine is alone.
    hub: str
    shared_keys: str
    # A fraction of 1, and what waits for so many seconds.
    luck: Callable[[], float]
    pause: Callable[[float], object]

    @property
    def is_alone(self) -> bool:
        """Say whether nothing is shared with anybody."""
        return not self.hub and not self.shared_keys

    @property
    def remote(self) -> Remote:
        """The hub."""
        return Remote(repository=self.repository, address=self.hub)


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What came from the hub and what went to it, oldest first; how many keys went and came."""

    came: tuple[Paper, ...] = ()
    went: tuple[Paper, ...] = ()
    keys: int = 0


def sync_register(machine: Machine, now: datetime, *, take_keys: bool) -> Synced:
    """Exchange everything, both ways. The web machine takes no keys: it has no use for them."""
    given = _keys_out(machine)
    came, went = _both_ways(machine, now) if machine.hub else ([], [])
    taken = keys_in(machine) if take_keys else None
    tell_of_keys(given, taken)
    return Synced(came=tuple(came), went=tuple(went), keys=copied(given, taken))


def _both_ways(machine: Machine, now: datetime) -> tuple[list[Paper], list[Paper]]:
    remote, came = machine.remote, []
    for attempt in range(_TRIES):
        came += remote.bring_in(now)
        went = remote.waiting()
        if remote.push():
            return came, went
        # Whoever was refused together must not come back together.
        machine.pause(machine.luck() * min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE))
    raise HubBusyError(machine.hub)


def _keys_out(machine: Machine) -> CopiedKeys | None:
    return _copied_keys(machine, machine.keys, Path(machine.shared_keys))


def keys_in(machine: Machine) -> CopiedKeys | None:
    """Take over the key packets that the shared folder has and we lack."""
    return _copied_keys(machine, Path(machine.shared_keys), machine.keys)


def _copied_keys(machine: Machine, source: Path, target: Path) -> CopiedKeys | None:
    if not machine.shared_keys:
        return None
    if not Path(machine.shared_keys).is_dir():
        raise NoSharedFolderError(machine.shared_keys)
    return copy_keys(source=source, target=target, register=machine.repository.folder)


def copied(*runs: CopiedKeys | None) -> int:
    """Return how many files these runs copied."""
    return sum(run.copied for run in runs if run)


def tell_of_keys(*runs: CopiedKeys | None) -> None:
    """Raise what a person has to look at, once all the rest is done."""
    done = [run for run in runs if run]
    if any(run.differing or run.foreign or run.erased for run in done):
        raise KeysNeedEyesError(done)


def _some(paths: Sequence[str]) -> str:
    more = len(paths) - _NAMED
    return ", ".join(paths[:_NAMED]) + (f" and {more} more" if more > 0 else "")


class HubBusyError(UnavailableError):
    """Others were faster every time."""

    def __init__(self, hub: str) -> None:
        """Name the hub."""
        super().__init__(f"others pushed to the hub {hub} before us {_TRIES} times; try again")


class NoSharedFolderError(UnavailableError):
    """The folder of the shared keys is not there: a share that is not mounted looks so."""

    def __init__(self, folder: str) -> None:
        """Name it."""
        super().__init__(f"the folder of the shared keys {folder} is not there; is it mounted?")


class KeysNeedEyesError(RefusedError):
    """All was done but for some key packets, which a person has to look at."""

    def __init__(self, runs: Sequence[CopiedKeys]) -> None:
        """Say what is wrong with which."""
        differing = {path for run in runs for path in run.differing}
        foreign = {path for run in runs for path in run.foreign}
        erased = {path for run in runs for path in run.erased}
        told = (
            ("differ here and in the shared folder, and neither was changed", differing),
            ("are something else than key packets", foreign),
            ("are of erased dossiers: erase them again, there and here", erased),
        )
        texts = [f"{_some(sorted(paths))} {what}" for what, paths in told if paths]
        super().__init__(f"all is exchanged but for these key files: {'; '.join(texts)}")
