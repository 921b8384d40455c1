# SPDX-License-Identifier: GPL-3.0-or-later
"""The clone that the site is built from: bring it forward to what was pushed."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from intake.errors import UnavailableError

# No hook of the clone runs, whatever lies in it.
_GIT = ("git", "-c", "core.hooksPath=/dev/null")


def bring_forward(clone: Path) -> None:
    """Fetch main and go forward to it, never back or aside; FetchError if that cannot be."""
    for arguments in (["fetch", "--quiet", "origin", "main"], ["merge", "--ff-only", "FETCH_HEAD"]):
        done = subprocess.run(
            [*_GIT, *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=clone,
            env=own_environment(),
        )
        if done.returncode != 0:
            raise FetchError(arguments[0])


def own_environment() -> Mapping[str, str]:
    """Return our environment without what a hook's git leaves in it; nobody answers questions."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0"}


class FetchError(UnavailableError):
    """What was pushed cannot be had, or does not follow from what is here."""

    def __init__(self, verb: str) -> None:
        """Name what git was doing."""
        super().__init__(f"git {verb} failed in the clone that the site is built from")
