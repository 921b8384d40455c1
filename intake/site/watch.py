# SPDX-License-Identifier: GPL-3.0-or-later
"""For those who write: build again whenever a file changes. ``scripts/build --watch``."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from watchfiles import watch


def build_again(command: Sequence[str], folders: Iterable[Path]) -> None:
    """Build now and after each change, until Ctrl-C; a fault is told, and the next change tried."""
    print("Watching for changes. Ctrl-C ends.", file=sys.stderr)  # noqa: T201  # to whoever typed it
    _build(command)
    for changes in watch(*folders, raise_interrupt=False):
        print(f"Changed: {_told(changes)}", file=sys.stderr)  # noqa: T201
        _build(command)


def _build(command: Sequence[str]) -> None:
    # A process of its own: what changed may be a program, and a failed build leaves nothing behind.
    subprocess.run(command, check=False)


def _told(changes: Iterable[tuple[object, str]]) -> str:
    return ", ".join(sorted({Path(path).name for _, path in changes}))
