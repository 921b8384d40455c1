# SPDX-License-Identifier: GPL-3.0-or-later
"""What survives when the machine does not: ``scripts/bench crash``, as root.

The real intake, with real gpg and git, takes orders from four clients on a small ext4 of its own
behind a loop device. It is killed; or the power goes: everything stops, and a copy of the device as
it is at that moment, without what the kernel has not written, is the disk of the next start; or the
disk is full, a little later each time. After each, every acknowledged order must be there with both
its parts, git must be sound before anything is repaired, and at the end all must verify.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

from intake.actions.verify_register import verify_register
from intake.openpgp.decrypt import Opener
from intake.price_lists import read_catalogue
from intake.settings import read_settings, settings_file
from intake.store.dossiers import PaperKind
from intake.store.git import Repository
from intake.store.register import Register
from tests.conftest import StaffKeys, make_key, run_gpg
from tests.stories.conftest import Program
from tests.stories.under_load import Intake, NotTakenError, end_under_load, new_intake

_DISK_MB = 512
# Nothing is written but what a program waits for: the kernel would do it every five seconds.
_LAZY = "loop,commit=300,noatime"
_LATEST = 0.6
# A disk with so much room takes at least one order, and one with none takes none.
_MOST_KB = 160


class Disk:
    """A file that is a disk, mounted on a folder."""

    def __init__(self, folder: Path) -> None:
        """Make it, empty, and mount it."""
        self.place = folder / "disk"
        self._image, self._copy = folder / "image", folder / "copy"
        self.place.mkdir()
        with self._image.open("wb") as image:
            image.truncate(_DISK_MB * 1024 * 1024)
        run("mkfs.ext4", "-q", "-F", "-m", "0", str(self._image))
        self._mount()

    def snap(self) -> None:
        """Keep what is on the disk now, without what only the kernel has."""
        run("cp", "--sparse=always", str(self._image), str(self._copy))

    def fail(self) -> None:
        """Be what was kept."""
        self.remove()
        self._copy.replace(self._image)
        self._mount()

    def remove(self) -> None:
        """Unmount it. A git that was killed may hold it for a moment."""
        for _ in range(100):
            done = subprocess.run(["umount", str(self.place)], capture_output=True, check=False)
            if done.returncode == 0:
                return
            time.sleep(0.05)
        sys.exit("the disk is still in use")

    @contextlib.contextmanager
    def filled(self, free: int) -> Iterator[None]:
        """Leave so many bytes free, for a while."""
        filling = self.place / "filling"
        with filling.open("wb", buffering=0) as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(self.place).free - 2**20)
            file.seek(0, os.SEEK_END)
            with contextlib.suppress(OSError):
                while file.write(bytes(4096)):
                    pass
            file.truncate(file.tell() - free)
        yield
        filling.unlink()

    def _mount(self) -> None:
        run("mount", "-o", _LAZY, str(self._image), str(self.place))


def run(*command: str) -> None:
    """Run a program, or end with what it says."""
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr}")


@contextlib.contextmanager
def new_disk() -> Iterator[Disk]:
    """Return an empty disk, for a while."""
    with tempfile.TemporaryDirectory(prefix="a2a-") as folder:
        disk = Disk(Path(folder))
        try:
            yield disk
        finally:
            disk.remove()


def lost(intake: Intake) -> set[str]:
    """Return which acknowledged orders are not on the disk with both their parts."""
    folders = intake.settings.folders
    there = {
        paper.number
        for paper in register_of(intake).papers()
        if paper.kind is PaperKind.ORDER
        and (folders.keys / paper.keys).stat().st_size
        and (folders.register / paper.body).stat().st_size
    }
    return set(intake.acknowledged) - there


def register_of(intake: Intake) -> Register:
    """Return the register that the intake writes."""
    folders, home = intake.settings.folders, intake.settings.desk.gnupg_home
    repository = Repository(folders.register)
    return Register(repository=repository, keys=folders.keys, opener=Opener(home))


def faults(intake: Intake, when: str) -> list[str]:
    """Return what is lost or broken right after a crash, before anything is repaired."""
    found = [f"{when}: {number} is lost" for number in sorted(lost(intake))]
    return found + [f"{when}: {fault}" for fault in register_of(intake).repository.faults()]


def verified(intake: Intake) -> list[str]:
    """Return what the intake's own repair leaves for ``verify`` to find."""
    intake.start().end(signal.SIGTERM)
    catalogue = read_catalogue(intake.settings.folders.catalogue)
    numbers = intake.acknowledged
    twice = [] if len(set(numbers)) == len(numbers) else ["a number was given twice"]
    findings = verify_register(register=register_of(intake), catalogue=catalogue).findings
    return [str(one) for one in findings] + twice


def killed(keys: StaffKeys, rounds: int, moments: random.Random) -> Iterator[str]:
    """Kill it again and again."""
    with new_disk() as disk:
        intake = new_intake(read_settings(settings_file()), disk.place, keys)
        found = []
        for count in range(rounds):
            end_under_load(
                intake,
                moments.uniform(0, _LATEST),
                lambda program: program.end(signal.SIGKILL),
            )
            found += faults(intake, f"kill {count}")
        yield told("kill -9", rounds, intake, found + verified(intake))


def unplugged(keys: StaffKeys, rounds: int, moments: random.Random) -> Iterator[str]:
    """Take the power away again and again."""
    with new_disk() as disk:
        intake = new_intake(read_settings(settings_file()), disk.place, keys)
        run("sync", "-f", str(disk.place))
        found = []

        def lose_power(program: Program) -> None:
            os.killpg(program.process.pid, signal.SIGSTOP)
            disk.snap()
            program.end(signal.SIGKILL)

        for count in range(rounds):
            end_under_load(intake, moments.uniform(0, _LATEST), lose_power)
            disk.fail()
            found += faults(intake, f"loss {count}")
        yield told("power loss", rounds, intake, found + verified(intake))


def filled_up(keys: StaffKeys, step: int) -> Iterator[str]:
    """Order on a disk with no room, then with a little more each time."""
    with new_disk() as disk:
        intake = new_intake(read_settings(settings_file()), disk.place, keys)
        program = intake.start()
        intake.acknowledged.append(intake.order())
        refused, rounds, found = 0, range(0, _MOST_KB, step), []
        try:
            for room in rounds:
                with disk.filled(room * 1024):
                    try:
                        intake.acknowledged.append(intake.order())
                    except NotTakenError as error:
                        refused += 1
                        found += [] if error.args == (503,) else [f"{room} KB: {error}"]
                found += [f"{room} KB: {number} is lost" for number in lost(intake)]
        finally:
            program.end(signal.SIGTERM)
        yield told(f"disk full ({refused} refused)", len(rounds), intake, found + verified(intake))


def told(name: str, rounds: int, intake: Intake, found: list[str]) -> str:
    """Return the line of the table, and what was found below it."""
    line = f"{name:28}{rounds:6}{len(intake.acknowledged):14}{len(found):8}"
    return "\n".join([line, *found])


@contextlib.contextmanager
def two_keys() -> Iterator[StaffKeys]:
    """Return the keys of two people."""
    with tempfile.TemporaryDirectory(prefix="a2a-") as folder:
        home = Path(folder)
        prints = tuple(make_key(home, f"{name} <{name}@example.org>") for name in ("one", "two"))
        public = home / "public"
        public.mkdir()
        keyring, recipients = public / "staff-keys.gpg", public / "recipients.txt"
        keyring.write_bytes(run_gpg(home, "--export", *prints))
        recipients.write_text("\n".join(prints) + "\n", encoding="utf-8")
        yield StaffKeys(home=home, keyring=keyring, recipients=recipients, fingerprints=prints)
        subprocess.run(["gpgconf", "--homedir", folder, "--kill", "all"], check=True)


@click.command()
@click.option("--kills", default=500, show_default=True)
@click.option("--losses", default=200, show_default=True)
@click.option("--step", default=4, show_default=True, help="KB between two sizes of a full disk.")
@click.option("--seed", default=26, show_default=True)
def main(kills: int, losses: int, step: int, seed: int) -> None:
    """Kill the intake, take its power, fill its disk, and count what is lost.

    Example: scripts/bench crash --kills 20 --losses 10
    """
    if os.geteuid():
        sys.exit("only root may mount the disk of this: sudo scripts/bench crash")
    moments = random.Random(seed)  # noqa: S311  # varied, not secret
    click.echo(f"{'':28}{'rounds':>6}{'acknowledged':>14}{'faults':>8}")
    with two_keys() as keys:
        for kind in (
            filled_up(keys, step),
            killed(keys, kills, moments),
            unplugged(keys, losses, moments),
        ):
            for line in kind:
                click.echo(line)


if __name__ == "__main__":
    main()
