# SPDX-License-Identifier: GPL-3.0-or-later
"""What a large register costs: ``scripts/bench register``.

Two registers are made, of a thousand and of many dossiers, 200 of them open. Whole commands are
timed as somebody waits for them, the start of Python included; beside them, ``staff --version``,
which does nothing. ``cold`` is without what an earlier call remembered.
"""

import dataclasses
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath

import click

from intake.settings import SETTINGS_VARIABLE, Settings, read_settings, settings_file
from intake.store.git import Repository
from intake.store.repair import repair
from tests.bench.large_register import write_large_register
from tests.conftest import make_key, run_gpg, write_settings
from tests.store.test_history import make_ssh_key
from tests.stories.conftest import moved

_ROOT = Path(__file__).resolve().parent.parent.parent
_STAFF = str(Path(sys.executable).parent / "staff")
_FEW = 1_000
_NOW = datetime(2027, 1, 2, 12, tzinfo=UTC)
_MEMORY = "tests.bench.register_memory"


@click.command()
@click.option("--dossiers", default=100_000, show_default=True)
@click.option("--times", default=10, show_default=True, help="How often each is timed.")
def main(dossiers: int, times: int) -> None:
    """Measure a register of so many dossiers, beside one of a thousand.

    Example: scripts/bench register --dossiers 2000 --times 2
    """
    (_ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="a2a-", dir=_ROOT / "var") as folder:
        few, many = (
            prepared(Path(folder, name), count)
            for name, count in (("few", _FEW), ("many", dossiers))
        )
        for line in chain(readings(many, times), commits(few, many, times), starts(many)):
            click.echo(line)


def prepared(root: Path, dossiers: int) -> Settings:
    """Return settings below the root, with a register of so many dossiers."""
    settings = moved(read_settings(settings_file()), root)
    # No secret key: what is made here cannot be decrypted by anybody.
    desk = dataclasses.replace(settings.desk, gnupg_home=root / "desk")
    settings = dataclasses.replace(settings, desk=desk)
    settings.web.keyring.parent.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="a2a-") as home:
        prints = [make_key(Path(home), f"{name} <{name}@example.org>") for name in ("one", "two")]
        settings.web.keyring.write_bytes(run_gpg(Path(home), "--export", *prints))
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)
    settings.web.recipients.write_text("\n".join(prints) + "\n", encoding="utf-8")
    start = time.perf_counter()
    folders = settings.folders
    write_large_register(folders.register, folders.keys, dossiers, unfinished=200)
    write_settings(settings, root / "settings.toml")
    click.echo(f"made a register of {dossiers} dossiers in {time.perf_counter() - start:.0f} s")
    return settings


def readings(settings: Settings, times: int) -> Iterator[str]:
    """Time what staff wait for."""

    def forget() -> None:
        shutil.rmtree(settings.register.cache, ignore_errors=True)

    queue = staff(settings, "--today", "2027-01-02", "queue")
    verify = staff(settings, "register", "verify")
    # Once, so that Python has compiled everything.
    queue()
    yield f"{'':32}{'wall s':>8}{'CPU s':>8}"
    for name, work, count, before in (
        ("staff --version", staff(settings, "--version"), times, int),
        ("queue, cold (bar: 1.5)", queue, times, forget),
        ("queue, warm (bar: 0.3)", queue, times, int),
        ("status", staff(settings, "register", "status"), 1, int),
        ("verify, no secret key", verify, 1, forget),
        ("verify, nothing new", verify, min(times, 3), int),
    ):
        start = cpu_of_children()
        seconds = wall(work, count, before=before)
        cpu = (cpu_of_children() - start) / count
        yield f"{name:32}{seconds:8.2f}{cpu:8.2f}"


def cpu_of_children() -> float:
    """Return the processor seconds of all programs that we have run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def staff(settings: Settings, *arguments: str) -> Callable[[], object]:
    """Return what runs the command ``staff``."""
    environment = {
        **os.environ,
        SETTINGS_VARIABLE: str(settings.register.cache.parent / "settings.toml"),
    }
    command = [_STAFF, *arguments]
    return lambda: subprocess.run(command, env=environment, check=True, capture_output=True)


def wall(work: Callable[[], object], times: int, before: Callable[[], object] = int) -> float:
    """Return the median of the seconds that it takes."""
    spent = []
    for _ in range(times):
        before()
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def commits(few: Settings, many: Settings, times: int) -> Iterator[str]:
    """Time a commit of one paper, in turn, with and without a signature."""
    key = make_ssh_key(few.register.cache.parent / "key")
    for name, signing_key in (("commit", None), ("signed commit", key)):
        registers = [Repository(one.folders.register, signing_key) for one in (few, many)]
        spent: list[list[float]] = [[], []]
        for count in range(3 * times):
            place = f"dossiers/2026/12/30/20260{count:05}/{name.replace(' ', '-')}.pgp"
            files = {PurePosixPath(place): os.urandom(4096)}
            for register, seconds in zip(registers, spent, strict=True):
                seconds.append(wall(partial(register.commit, files, "Receive", _NOW), 1))
        small, large = (statistics.median(seconds) * 1000 for seconds in spent)
        yield f"{name}: {small:.1f} ms, {large:.1f} ms, ratio {large / small:.2f} (bar: 1.5)"


def starts(many: Settings) -> Iterator[str]:
    """Time the repair of a start, and look at the memory of a queue that is open."""
    folders = many.folders
    repository = Repository(folders.register)
    memory = folders.register / ".git" / "sound-days"
    for name, times, before in (
        ("repair, nothing remembered", 1, partial(memory.unlink, missing_ok=True)),
        ("repair, next start (bar: 5)", 3, int),
    ):
        start = time.process_time()
        seconds = wall(partial(repair, repository, folders.keys, _NOW), times, before=before)
        yield f"{name:32}{seconds:8.2f}{(time.process_time() - start) / times:8.2f}"
    command = [sys.executable, "-m", _MEMORY, str(folders.register), str(folders.keys)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    yield f"memory of the intake with an open queue: {done.stdout.strip()} MB (bar: 120)"


if __name__ == "__main__":
    main()
