# SPDX-License-Identifier: GPL-3.0-or-later
"""Several intakes, one hub: ``scripts/bench scale``.

1, 2 and 4 processes, each with a clone and a machine digit of its own, add orders as the intake's
queue does (encrypted by gpg, synced to the disk, committed behind) and push to one bare hub with
its hook. Told are the orders a second that were acknowledged and that the hub had in the end, and
the lag: from acknowledged to there. ``--ready`` leaves gpg out, to see what git and the hub can do.
"""

import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from intake.actions.create_register import create_register
from intake.actions.sync_register import Machine, sync_register
from intake.errors import UnavailableError
from intake.model.structured_communication import order_number
from intake.openpgp.encrypt import open_sealer
from intake.store.committer import Committer
from intake.store.dossiers import Paper, PaperKind, paper_at
from intake.store.durable import write_new
from intake.store.git import FORMAT_FILE, Repository
from intake.store.queue import Queue
from intake.store.remote import Remote
from tests.bench.order import prepared
from tests.store.conftest import git
from tests.store.machines import make_hub

_ROOT = Path(__file__).resolve().parent.parent.parent
_RECORD = (_ROOT / "tests" / "golden" / "order-2.json").read_bytes()
_BODY = bytes((0xD2, 255)) + (4200).to_bytes(4) + b"x" * 4200
_KEYS = bytes((0xC1, 190)) + b"x" * 190
_LOOK = 0.05


@click.group(invoke_without_command=True)
@click.option("--seconds", default=20.0, show_default=True, help="For each number of machines.")
@click.option("--every", default=1.0, show_default=True, help="Seconds between two syncs.")
@click.option("--clients", default=4, show_default=True, help="Threads that order, each machine.")
@click.option("--ready", is_flag=True, help="Papers that are encrypted already.")
@click.option("--machines", default="1,2,4", show_default=True)
@click.pass_context
def main(  # noqa: PLR0913 - what one may choose, each named
    context: click.Context,
    *,
    seconds: float,
    every: float,
    clients: int,
    ready: bool,
    machines: str,
) -> None:
    """Measure 1, 2 and 4 machines.

    Example: scripts/bench scale --seconds 10 --ready
    """
    if context.invoked_subcommand:
        return
    (_ROOT / "var").mkdir(exist_ok=True)
    click.echo("machines  orders  acknowledged/s  on the hub/s  lag p50 s  p99 s  max s  missing")
    for count in (int(one) for one in machines.split(",")):
        with tempfile.TemporaryDirectory(prefix="a2a-", dir=_ROOT / "var") as folder:
            choices = [f"--seconds={seconds}", f"--every={every}", f"--clients={clients}"]
            measure(Path(folder), count, [*choices, *(["--ready"] if ready else [])])


def measure(root: Path, count: int, choices: list[str]) -> None:
    """Run so many machines, watch the hub meanwhile, and tell."""
    settings, hub = prepared(root), make_hub(root / "hub.git")
    remote = Remote(repository=Repository(settings.folders.register), address=str(hub))
    remote.push()
    seen: dict[str, float] = {}
    with watching(hub, seen):
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.scale", "work", str(root), str(digit), *choices]
            )
            for digit in range(count)
        ]
        if sum(worker.wait() for worker in workers):
            sys.exit("a machine failed")
    acknowledged = dict(
        pair for digit in range(count) for pair in json.loads(log_of(root, digit).read_text())
    )
    began, ended = min(acknowledged.values()), max(acknowledged.values())
    lags = sorted(seen[number] - at for number, at in acknowledged.items() if number in seen)
    rate = len(acknowledged) / (ended - began)
    there = len(lags) / (max(seen.values()) - began)
    p99 = lags[min(len(lags) - 1, len(lags) * 99 // 100)]
    click.echo(
        f"{count:8}{len(acknowledged):8}{rate:16.0f}{there:14.0f}"
        f"{statistics.median(lags):11.1f}{p99:7.1f}{lags[-1]:7.1f}{len(acknowledged) - len(lags):9}"
    )


@contextmanager
def watching(hub: Path, seen: dict[str, float]) -> Iterator[None]:
    """Note when the hub has each order, by a look every twentieth of a second."""
    done = threading.Event()

    def look() -> None:
        old, is_last = git(hub, "rev-parse", "main").strip(), False
        while not is_last:
            is_last = done.wait(_LOOK)
            new = git(hub, "rev-parse", "main").strip()
            if new != old:
                now = time.monotonic()
                for path in git(hub, "diff-tree", "-r", "--name-only", old, new).split():
                    if path != FORMAT_FILE:
                        seen[paper_at(path).number] = now
                old = new

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def log_of(root: Path, digit: int) -> Path:
    """Return where a machine writes when it acknowledged what."""
    return root / f"machine-{digit}.json"


@main.command()
@click.argument("root", type=click.Path(path_type=Path))
@click.argument("digit", type=int)
@click.option("--seconds", type=float)
@click.option("--every", type=float)
@click.option("--clients", type=int)
@click.option("--ready", is_flag=True)
def work(  # noqa: PLR0913 - what one may choose, each named
    *, root: Path, digit: int, seconds: float, every: float, clients: int, ready: bool
) -> None:
    """Be one machine."""
    place = root / f"machine-{digit}"
    hub = str(root / "hub.git")
    create_register(place / "register", place / "keys", now=clock(), hub=hub)
    machine = Machine(
        repository=Repository(place / "register"),
        keys=place / "keys",
        hub=hub,
        shared_keys="",
        luck=random.SystemRandom().random,
        pause=time.sleep,
    )
    acknowledged: list[tuple[str, float]] = []
    done = threading.Event()
    adding = ready_papers if ready else encrypted_papers
    syncing = threading.Thread(target=sync_until, args=(machine, done, every))
    syncing.start()
    with adding(root, machine, digit) as add:
        end = time.monotonic() + seconds

        def order() -> None:
            while time.monotonic() < end:
                acknowledged.append((add(), time.monotonic()))

        threads = [threading.Thread(target=order) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    done.set()
    syncing.join()
    log_of(root, digit).write_text(json.dumps(acknowledged), encoding="utf-8")


def sync_until(machine: Machine, done: threading.Event, every: float) -> None:
    """Sync on and on, and once more at the end."""
    is_last = False
    while not is_last:
        is_last = done.wait(every)
        try:
            sync_register(machine, clock(), take_keys=False)
        except UnavailableError as error:
            click.echo(f"machine in {machine.keys.parent.name}: {error}", err=True)
            is_last = False


@contextmanager
def encrypted_papers(root: Path, machine: Machine, digit: int) -> Iterator[Callable[[], str]]:
    """Return what adds an order as the web machine does."""
    web = root / "web"
    sealer = open_sealer(web / "staff-keys.gpg", web / "recipients.txt", clock())
    marks = itertools.count()
    with Queue(
        register=machine.repository.folder,
        keys=machine.keys,
        machine=digit,
        sealer=sealer,
        clock=clock,
    ) as queue:

        def add() -> str:
            mark = f"{next(marks):016x}"
            return queue.add(PaperKind.ORDER, mark, clock(), lambda _paper: _RECORD).paper.number

        yield add


@contextmanager
def ready_papers(_root: Path, machine: Machine, digit: int) -> Iterator[Callable[[], str]]:
    """Return what adds a paper that needs no encrypting."""
    counts = itertools.count(1)
    committer = Committer(machine.repository, clock)

    def add() -> str:
        count, now = next(counts), clock().replace(microsecond=0)
        paper = Paper(
            number=order_number(year=now.year, machine=digit, count=count),
            opened=now.date(),
            kind=PaperKind.ORDER,
            received=now,
            mark=f"{count:016x}",
        )
        write_new(machine.keys / paper.keys, _KEYS)
        write_new(machine.repository.folder / paper.body, _BODY)
        committer.add(paper)
        return paper.number

    try:
        yield add
    finally:
        committer.close()


clock = partial(datetime.now, UTC)  # noqa: TID251  # this program is its own door


if __name__ == "__main__":
    main()
