# SPDX-License-Identifier: GPL-3.0-or-later
"""What one run of a program costs: wall time, processor time, and memory."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds on the clock, seconds of all cores, and the most memory of one process in MB."""

    wall: float
    cpu: float
    memory: float


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a program to its end and return its cost."""
    with (folder / "said.txt").open("w+") as said:
        start = time.perf_counter()
        program = subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, **(environment or {})}
        )
        _, status, used = os.wait4(program.pid, 0)
        wall = time.perf_counter() - start
        program.returncode = os.waitstatus_to_exitcode(status)
        if program.returncode:
            said.seek(0)
            sys.exit(f"{command}:\n{said.read()}")
    return Cost(wall=wall, cpu=used.ru_utime + used.ru_stime, memory=used.ru_maxrss / 1024)


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        wall=statistics.median(one.wall for one in costs),
        cpu=statistics.median(one.cpu for one in costs),
        memory=statistics.median(one.memory for one in costs),
    )
