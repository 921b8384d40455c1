# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo ends every process that it started, however those behave."""

import asyncio
import os
import select
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.demo.processes import (
    STOP_SIGNALS,
    NotReadyError,
    Patience,
    Program,
    ProgramFailedError,
    Surroundings,
    call,
    run_until_stopped,
)

GOOD = "import signal; open('{0}', 'w').close(); signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + GOOD
# Ends when asked, and leaves a child behind that does not.
PARENT = (
    "import subprocess, sys, signal;"
    "subprocess.Popen([sys.executable, '-c', sys.argv[1]]);"
    "signal.pause()"
)
SOON = Patience(to_start=30, to_end=0.2)


class Trial:
    """Programs in a folder, where each makes a file once it is up."""

    def __init__(self, folder: Path) -> None:
        """Start with no program."""
        self.surroundings = Surroundings(folder=folder, environment=os.environ)
        self.programs: list[Program] = []
        self._ends: list[int] = []

    def add(self, name: str, code: str, *arguments: str) -> None:
        """Add a program that will run this code."""
        command = [sys.executable, "-c", code.format(name), *arguments]
        self.programs.append(Program(name=name, command=command))

    def are_up(self, *names: str) -> bool:
        """Tell whether all of them have made their file."""
        return all((self.surroundings.folder / name).exists() for name in names)

    def run(self, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Run them until stopped."""

        def announce_and_watch() -> None:
            self._ends = [os.pidfd_open(process) for process in _descendants()]
            announce()

        asyncio.run(
            run_until_stopped(
                self.programs,
                self.surroundings,
                ready=ready,
                announce=announce_and_watch,
                patience=SOON,
            )
        )

    def left_over(self) -> int:
        """Return how many of the processes that were watched still run."""
        assert self._ends
        # A kill that was sent takes a moment to be carried out.
        ended = [select.select([process], [], [], 10)[0] for process in self._ends]
        for process in self._ends:
            os.close(process)
        return ended.count([])


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """Return an empty trial."""
    return Trial(tmp_path)


def _descendants() -> list[int]:
    found: list[int] = []
    to_ask = [os.getpid()]
    while to_ask:
        for task in Path(f"/proc/{to_ask.pop()}/task").iterdir():
            children = [int(child) for child in (task / "children").read_text().split()]
            found += children
            to_ask += children
    return found


def _send(number: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", STOP_SIGNALS)
def test_each_wish_to_stop_ends_every_program(trial: Trial, number: signal.Signals) -> None:
    """Ctrl-C, a kill, and the terminal that is closed."""
    trial.add("one", GOOD)
    trial.add("two", GOOD)

    trial.run(lambda: trial.are_up("one", "two"), _send(number))

    assert trial.left_over() == 0


def test_a_program_that_ignores_the_wish_is_killed_after_a_grace(trial: Trial) -> None:
    """Nothing keeps Ctrl-C from ending all."""
    trial.add("stubborn", STUBBORN)

    trial.run(lambda: trial.are_up("stubborn"), _send(signal.SIGINT))

    assert trial.left_over() == 0


def test_what_a_program_started_ends_with_it(trial: Trial) -> None:
    """Its child ignores the wish, and has lost its parent by then."""
    trial.add("parent", PARENT, STUBBORN.format("child"))

    trial.run(lambda: trial.are_up("child"), _send(signal.SIGTERM))

    assert trial.left_over() == 0


def test_when_one_program_dies_it_is_named_and_the_others_end(trial: Trial) -> None:
    """The demo never goes on with a part of it missing."""
    trial.add("good", GOOD)
    trial.add("weak", GOOD)

    def kill_the_weak() -> None:
        (weak,) = [process for process in _descendants() if _code(process).count("weak")]
        os.kill(weak, signal.SIGKILL)

    with pytest.raises(ProgramFailedError, match=r"^weak ended with SIGKILL"):
        trial.run(lambda: trial.are_up("good", "weak"), kill_the_weak)

    assert trial.left_over() == 0


def _code(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text()


def test_a_program_that_dies_before_it_answers_is_named(trial: Trial) -> None:
    """The wait for an answer ends at once, and nothing is announced."""
    trial.add("refusing", "raise SystemExit(4)")

    with pytest.raises(ProgramFailedError, match=r"^refusing ended with status 4"):
        trial.run(lambda: False, pytest.fail)


def test_programs_that_never_answer_are_given_up(trial: Trial) -> None:
    """After the patience, and they are ended as well."""
    trial.add("silent", GOOD)
    given_up = run_until_stopped(
        trial.programs,
        trial.surroundings,
        ready=lambda: False,
        announce=pytest.fail,
        patience=Patience(to_start=0.1, to_end=0.2),
    )

    with pytest.raises(NotReadyError):
        asyncio.run(given_up)

    assert _descendants() == []


def test_a_program_that_cannot_start_ends_those_that_did(trial: Trial) -> None:
    """The command that is not there is the error's file name."""
    trial.add("good", GOOD)
    trial.programs.append(Program(name="lost", command=["./no-such-command"]))

    with pytest.raises(FileNotFoundError, match="no-such-command"):
        trial.run(lambda: False, pytest.fail)

    assert _descendants() == []


def test_a_task_that_fails_is_named_with_its_status(trial: Trial) -> None:
    """What it said itself stands above, for its words are not swallowed."""
    program = Program(name="staff register create", command=["sh", "-c", "exit 6"])

    with pytest.raises(ProgramFailedError, match=r"^staff register create ended with status 6"):
        call(program, trial.surroundings)
