# SPDX-License-Identifier: GPL-3.0-or-later
"""Work is shared out among processes; one that dies takes nothing with it."""

import os
from collections.abc import Sequence

import pytest

from intake.site.two_cores import shared_out


def doubled(numbers: Sequence[int]) -> list[int]:
    """Return twice each number."""
    return [2 * number for number in numbers]


@pytest.mark.parametrize("count", [0, 3, 1000])
def test_all_the_work_is_done_once(count: int) -> None:
    assert sorted(shared_out(doubled, range(count))) == [2 * number for number in range(count)]


def test_what_another_process_could_not_do_is_done_here() -> None:
    first = os.getpid()

    def only_here(numbers: Sequence[int]) -> list[int]:
        if os.getpid() != first:
            os._exit(9)
        return doubled(numbers)

    assert sorted(shared_out(only_here, range(100))) == [2 * number for number in range(100)]


def test_what_is_wrong_is_raised_here() -> None:
    def wrong(numbers: Sequence[int]) -> list[int]:
        return [1 // (number - 99) for number in numbers]

    with pytest.raises(ZeroDivisionError):
        shared_out(wrong, range(100))
