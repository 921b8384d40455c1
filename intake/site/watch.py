# SPDX-License-Identifier: GPL-3.0-or-later
"""For those who write: build again whenever a file changes. ``scripts/build --watch``."""

import contextlib
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from watchfiles import watch

# Milliseconds.
_PAUSE = 300


def build_again(command: Sequence[str], folders: Iterable[Path]) -> None:
    """Build now and after each change, until Ctrl-C; a fault is told, and the next change tried."""
    _say("Building after each change. Ctrl-C ends.")
    is_first = True
    with contextlib.suppress(KeyboardInterrupt):
        # It listens from the start, so what changes during a build is built next. It reports that
        # nothing changed as well, which starts the first build.
        for changes in watch(*folders, rust_timeout=_PAUSE, yield_on_timeout=True):
            if changes:
                _say(f"Changed: {_told(changes)}")
            if changes or is_first:
                is_first = False
                _build(command)


def _build(command: Sequence[str]) -> None:
    # A process of its own: what changed may be a program, and a failed build leaves nothing behind.
    subprocess.run(command, check=False)


def _told(changes: Iterable[tuple[object, str]]) -> str:
    return ", ".join(sorted({Path(path).name for _, path in changes}))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # to whoever typed the command
