# SPDX-License-Identifier: GPL-3.0-or-later
"""The clone that the site is built from: bring it forward to what was pushed, and build."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from intake.errors import UnavailableError

# No hook of the clone runs, whatever lies in it.
_GIT = ("git", "-c", "core.hooksPath=/dev/null")


def bring_forward(clone: Path) -> None:
    """Fetch main and go forward to it, never back or aside; FetchError if that cannot be."""
    for arguments in (
        ["fetch", "--quiet", "origin", "main"],
        ["merge", "--quiet", "--ff-only", "FETCH_HEAD"],
    ):
        if not succeeds([*_GIT, *arguments], clone):
            raise FetchError(arguments[0])


def succeeds(command: Sequence[str], clone: Path) -> bool:
    """Run a program in the clone, and say whether it could be run and found nothing wrong."""
    try:
        done = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, cwd=clone, env=_own_environment()
        )
    except OSError:
        return False
    return done.returncode == 0


def _own_environment() -> Mapping[str, str]:
    """Return our environment without what a hook's git leaves in it; nobody answers questions."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0"}


class FetchError(UnavailableError):
    """What was pushed cannot be had, or does not follow from what is here."""

    def __init__(self, verb: str) -> None:
        """Name what git was doing."""
        super().__init__(f"git {verb} failed in the clone that the site is built from")
