# SPDX-License-Identifier: GPL-3.0-or-later
"""One holder at a time, for as long as it lives: the kernel frees the lock of a dead process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.errors import UnavailableError


@contextmanager
def held(path: Path, *, wait: bool) -> Iterator[int]:
    """Hold the lock; without ``wait``, raise LockedError if another process has it.

    What is yielded is the file descriptor: a child that inherits it keeps the lock, also if we die
    before it.
    """
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(path) from error
        yield file.fileno()


class LockedError(UnavailableError):
    """Another process works in this folder."""

    def __init__(self, path: Path) -> None:
        """Name the folder."""
        super().__init__(f"another program already works in {path.parent.parent}")
