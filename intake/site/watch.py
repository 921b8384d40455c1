# SPDX-License-Identifier: GPL-3.0-or-later
"""For those who write: build again whenever a file changes. ``scripts/build --watch``."""

import contextlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import watch

# Milliseconds.
_PAUSE = 300
# What the fork server loads once: a third of the time that the build of a change would take.
_LOADED = ("intake.site.pelican_build",)


def build_again(build: Callable[[], None], folders: Iterable[Path]) -> None:
    """Build now and after each change, until Ctrl-C; a fault is told, and the next change tried."""
    _say("Building after each change. Ctrl-C ends.")
    # A failed build leaves nothing behind in a process of its own.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(list(_LOADED))
    is_first = True
    with contextlib.suppress(KeyboardInterrupt):
        # It listens from the start, so what changes during a build is built next. It reports that
        # nothing changed as well, which starts the first build.
        for changes in watch(*folders, rust_timeout=_PAUSE, yield_on_timeout=True):
            if changes:
                _say(f"Changed: {_told(changes)}")
                _start_over_if_a_program_is_among(changes)
            if changes or is_first:
                is_first = False
                process = processes.Process(target=build)
                process.start()
                process.join()


def _start_over_if_a_program_is_among(changes: Iterable[tuple[object, str]]) -> None:
    if any(path.endswith(".py") for _, path in changes):
        # What is loaded is of yesterday.
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606  # the very command that is running


def _told(changes: Iterable[tuple[object, str]]) -> str:
    return ", ".join(sorted({Path(path).name for _, path in changes}))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # to whoever typed the command
