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
from intake.model.structured_communication import OrderNumber
from intake.store.committer import commit_papers
from intake.store.dossiers import Paper
from intake.store.git import Repository
from intake.store.queue import papers_of
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
    is_erased: Callable[[OrderNumber], bool]
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
    taken = _keys_in(machine) if take_keys else None
    _tell_of_keys(given, taken)
    return Synced(came=tuple(came), went=tuple(went), keys=_copied(given, taken))


def take_over(machine: Machine, now: datetime) -> Synced:
    """Take what others added, and give nothing."""
    came = machine.remote.bring_in(now) if machine.hub else []
    taken = _keys_in(machine)
    _tell_of_keys(taken)
    return Synced(came=tuple(came), keys=_copied(taken))


def commit_leftovers(repository: Repository, now: datetime) -> int:
    """Commit papers that are complete and not in git; return how many there were.

    A machine with an intake does this at each start; a desk when it pushes.
    """
    committed = repository.committed()
    missing = [one for one in papers_of(repository.folder) if str(one.body) not in committed]
    if missing:
        commit_papers(repository, missing, now)
    return len(missing)


def nothing_erased(_number: OrderNumber) -> bool:
    """Say of each dossier that it is not erased."""
    return False


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


def _keys_in(machine: Machine) -> CopiedKeys | None:
    return _copied_keys(machine, Path(machine.shared_keys), machine.keys)


def _copied_keys(machine: Machine, source: Path, target: Path) -> CopiedKeys | None:
    if not machine.shared_keys:
        return None
    if not Path(machine.shared_keys).is_dir():
        raise NoSharedFolderError(machine.shared_keys)
    return copy_keys(
        source=source,
        target=target,
        register=machine.repository.folder,
        is_erased=machine.is_erased,
    )


def _copied(*runs: CopiedKeys | None) -> int:
    return sum(run.copied for run in runs if run)


def _tell_of_keys(*runs: CopiedKeys | None) -> None:
    """Raise what a person has to look at, once all the rest is done."""
    done = [run for run in runs if run]
    differing = sorted({path for run in done for path in run.differing})
    if differing:
        raise DifferingKeysError(differing)
    erased = sorted({path for run in done for path in run.erased})
    if erased:
        raise ErasedKeysError(erased)


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


class DifferingKeysError(RefusedError):
    """Two folders hold other key packets for the same papers."""

    def __init__(self, paths: Sequence[str]) -> None:
        """Name some."""
        super().__init__(
            f"key packets differ here and in the shared folder: {_some(paths)};"
            " neither was changed, all else was done"
        )


class ErasedKeysError(RefusedError):
    """Key packets of what is erased still lie somewhere."""

    def __init__(self, paths: Sequence[str]) -> None:
        """Name some."""
        super().__init__(
            f"key packets of erased dossiers were found and not copied: {_some(paths)};"
            " erase them again, there and here"
        )
