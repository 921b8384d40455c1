# SPDX-License-Identifier: GPL-3.0-or-later
"""What the steps of an installation share: call a program, tell the reader, say what failed.

As ``install``: the standard library only, and parsed by Python 3.7.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def run(command: Sequence[str], *, group: int | None = None) -> tuple[int, str]:
    """Run to the end with nobody to ask; return the status, and what it said on either channel.

    Group 0 is a process group of its own, which ends as a whole when we are interrupted.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        process_group=group,
    ) as process:
        try:
            said, _ = process.communicate()
        except KeyboardInterrupt:
            if group is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
            raise
    return process.returncode, said


def logged(step: str, command: Sequence[str], log: Path) -> None:
    """Run one step and keep what it says; raise StepFailedError if it fails."""
    # What pip has started must not write on in a .venv that the next start removes.
    status, said = run(command, group=0)
    with log.open("a", encoding="utf-8") as lines:
        lines.write(said)
    if status != 0:
        raise StepFailedError(step, said, log)


def say(line: str) -> None:
    """Tell the reader what is going on, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class InstallError(Exception):
    """Something is in the way; ``str()`` says it in one sentence."""


class StepFailedError(InstallError):
    """A program that we called could not do its part."""

    def __init__(self, step: str, output: str, log: Path | None = None) -> None:
        """Quote the last line of what it said, an error if there is one, and name the log."""
        lines = [line.strip() for line in output.splitlines() if line.strip()] or ["said nothing"]
        errors = [line for line in lines if line.startswith(("ERROR:", "E:", "Error:"))]
        where = f" (all of it in {log})" if log else ""
        super().__init__(f"{step} failed: {(errors or lines)[-1]}{where}")
