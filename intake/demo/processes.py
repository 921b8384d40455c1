# SPDX-License-Identifier: GPL-3.0-or-later
"""Run programs side by side until somebody says stop, and leave none of them behind.

Each has a process group of its own: Ctrl-C reaches us alone, and we end the group, whatever the
program started in it. Signals only set an event, so that none can tear a start or an end apart.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
from asyncio.subprocess import Process
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.errors import UnavailableError

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BETWEEN_QUESTIONS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run, and what to call it when we speak of it."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where a program runs and with what environment."""

    folder: Path
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds we leave the programs to answer, and to end when asked."""

    to_start: float = 30.0
    to_end: float = 5.0


def call(program: Program, surroundings: Surroundings) -> None:
    """Run a program to its end; raise ProgramFailedError unless it succeeds."""
    status = subprocess.run(
        program.command,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=surroundings.folder,
        env=surroundings.environment,
    ).returncode
    if status != 0:
        raise ProgramFailedError(program.name, status)


async def run_until_stopped(
    programs: Sequence[Program],
    surroundings: Surroundings,
    *,
    ready: Callable[[], bool],
    announce: Callable[[], None],
    patience: Patience,
) -> None:
    """Run all, announce once all are ready, and end all on a signal or when one ends by itself.

    Raises ProgramFailedError in the second case, and NotReadyError if they never become ready.
    """
    stop = _stop_event()
    running: list[tuple[Program, Process]] = []
    try:
        for program in programs:
            # One by one: what has started must be ended even if the next cannot start.
            running.append((program, await _start(program, surroundings)))  # noqa: PERF401
        waits = [stop.wait(), *(process.wait() for _, process in running)]
        over = asyncio.ensure_future(_first(waits))
        if await _becomes_ready(ready, patience.to_start, unless=over):
            announce()
        await over
        for program, process in running:
            if process.returncode is not None and not stop.is_set():
                raise ProgramFailedError(program.name, process.returncode)
    finally:
        await asyncio.gather(*(_end(process, patience.to_end) for _, process in running))


def _stop_event() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        # nohup ignores the hangup on purpose; Ctrl-C and kill count even in the background.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            loop.add_signal_handler(number, stop.set)
    return stop


async def _start(program: Program, surroundings: Surroundings) -> Process:
    return await asyncio.create_subprocess_exec(
        *program.command,
        stdin=subprocess.DEVNULL,
        cwd=surroundings.folder,
        env=surroundings.environment,
        process_group=0,
    )


async def _first(waits: Sequence[Coroutine[object, object, object]]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


async def _becomes_ready(
    ready: Callable[[], bool], patience: float, *, unless: asyncio.Future[None]
) -> bool:
    """Ask until the answer is yes; False when all is over before; NotReadyError after a while."""
    for _ in range(int(patience / _BETWEEN_QUESTIONS)):
        if unless.done():
            return False
        if await asyncio.to_thread(ready):
            return True
        await asyncio.wait([unless], timeout=_BETWEEN_QUESTIONS)
    raise NotReadyError(patience)


async def _end(process: Process, grace: float) -> None:
    """Ask the group to end, and kill who is left of it after its leader has gone, or will not."""
    _signal_group(process, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), grace)
    _signal_group(process, signal.SIGKILL)
    await process.wait()


def _signal_group(process: Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


class ProgramFailedError(UnavailableError):
    """A program ended that should have gone on, or failed at its task."""

    def __init__(self, name: str, status: int) -> None:
        """Say which, and how it ended; it has said why itself."""
        end = f"status {status}" if status >= 0 else signal.Signals(-status).name
        super().__init__(f"{name} ended with {end}; if it said why, it stands above")


class NotReadyError(UnavailableError):
    """The programs run but do not answer."""

    def __init__(self, patience: float) -> None:
        """Say how long we waited."""
        super().__init__(f"the programs run, but do not answer after {patience:.0f} seconds")
