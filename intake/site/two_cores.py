# SPDX-License-Identifier: GPL-3.0-or-later
"""Work shared out among the cores of the machine, by copies of this very process."""

import os
import pickle
import tempfile
from collections.abc import Callable, Sequence
from typing import IO, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# Below this many things, starting another process costs more than it saves.
_FEW = 8


def shared_out(
    work: Callable[[Sequence[_Item]], list[_Result]], items: Sequence[_Item]
) -> list[_Result]:
    """Return what work makes of the items, in no order; each process does a share of them.

    A share that a process could not finish is done again by this one, which raises what is wrong.
    """
    cores = len(os.sched_getaffinity(0)) if len(items) >= _FEW else 1
    shares = [items[first::cores] for first in range(cores)]
    others = [(_started(work, share), share) for share in shares[1:]]
    results = work(shares[0])
    for (child, answer), share in others:
        with answer:
            status = os.waitpid(child, 0)[1]
            answer.seek(0)
            # Our own process wrote it a moment ago.
            results += pickle.load(answer) if status == 0 else work(share)  # noqa: S301
    return results


def _started(
    work: Callable[[Sequence[_Item]], list[_Result]], share: Sequence[_Item]
) -> tuple[int, IO[bytes]]:
    answer = tempfile.TemporaryFile()  # noqa: SIM115  # whoever waits for the answer closes it
    child = os.fork()
    if child == 0:
        status = 1
        try:
            pickle.dump(work(share), answer)
            answer.flush()
            status = 0
        finally:
            # Without the end of a program: the files and the locks are those of the first process.
            os._exit(status)
    return child, answer
