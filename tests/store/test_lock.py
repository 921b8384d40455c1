# SPDX-License-Identifier: GPL-3.0-or-later
"""One holder at a time, for as long as it lives."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from intake.store.lock import LockedError, held

HOLDER = """
import pathlib, sys
from intake.store.lock import held
with held(pathlib.Path(sys.argv[1]), wait=False):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Return where a lock lies in a register."""
    (tmp_path / ".git").mkdir()
    return tmp_path / ".git" / "lock"


def test_a_second_holder_is_refused_with_the_folder(lock: Path) -> None:
    with held(lock, wait=False), pytest.raises(LockedError) as error, held(lock, wait=False):
        pass

    assert str(error.value) == f"another program already works in {lock.parent.parent}"


def test_it_is_free_again_after_its_holder(lock: Path) -> None:
    with held(lock, wait=False):
        pass

    with held(lock, wait=False):
        assert lock.exists()


def test_it_is_free_again_after_an_error(lock: Path) -> None:
    def fail() -> None:
        with held(lock, wait=False):
            raise NotADirectoryError

    with pytest.raises(NotADirectoryError):
        fail()

    with held(lock, wait=False):
        assert lock.exists()


def test_whoever_waits_comes_next(lock: Path) -> None:
    turns = []

    def wait() -> None:
        with held(lock, wait=True):
            turns.append("second")

    waiting = threading.Thread(target=wait)
    with held(lock, wait=False):
        waiting.start()
        turns.append("first")
    waiting.join()

    assert turns == ["first", "second"]


def test_another_process_is_refused_and_its_death_frees_the_lock(lock: Path) -> None:
    child = [sys.executable, "-c", HOLDER, str(lock)]
    with subprocess.Popen(child, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(LockedError), held(lock, wait=False):
            pass
        process.kill()

    with held(lock, wait=False):
        assert process.returncode < 0
