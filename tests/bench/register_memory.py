# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the most memory, in MB, that the intake's program takes to open a queue and number a paper.

For ``scripts/bench register``, which starts it: the memory of a process only ever grows.
"""

import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

import intake.web.main  # noqa: F401  # what the real program has loaded
from intake.openpgp.encrypt import Sealer
from intake.openpgp.packets import Sealed
from intake.store.dossiers import PaperKind
from intake.store.queue import Queue


class NoSealer(Sealer):
    """Seals nothing, since keys are not what is measured."""

    def __init__(self) -> None:
        """Need no keyring."""

    def seal(self, data: bytes) -> Sealed:
        """Return the data as it is."""
        return Sealed(keys=b"", body=data)


def main() -> None:
    """Open the queue, add a paper, and tell."""
    now = datetime(2027, 1, 2, 12, tzinfo=UTC)
    register, keys = map(Path, sys.argv[1:])
    with Queue(
        register=register, keys=keys, machine=0, sealer=NoSealer(), clock=lambda: now
    ) as queue:
        queue.add(PaperKind.ORDER, "f" * 16, now, lambda _: b"order")
        queue.add(PaperKind.ORDER, "e" * 16, now.replace(year=2026), lambda _: b"order")
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}\n")


if __name__ == "__main__":
    main()
