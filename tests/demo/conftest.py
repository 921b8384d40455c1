# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the demo share."""

import asyncio
import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def a_thread_of_its_own() -> Iterator[None]:
    """Let a program have the loop and the signals, also after the browser of another test.

    Playwright keeps its loop marked as the running one of the thread until the session ends.
    """
    # Under nohup a hang-up is ignored, and a test that sends one would wait for ever.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    others = asyncio._get_running_loop()  # noqa: SLF001  # there is no public way
    asyncio._set_running_loop(None)  # noqa: SLF001
    yield
    asyncio._set_running_loop(others)  # noqa: SLF001
    signal.signal(signal.SIGHUP, before)
