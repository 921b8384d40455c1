# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the demo share."""

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_loop_of_others() -> Iterator[None]:
    """Let a program start a loop of its own, also if the browser of another test has one running.

    Playwright keeps its loop marked as the running one of the thread until the session ends.
    """
    others = asyncio._get_running_loop()  # noqa: SLF001  # there is no public way
    asyncio._set_running_loop(None)  # noqa: SLF001
    yield
    asyncio._set_running_loop(others)  # noqa: SLF001
