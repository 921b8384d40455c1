# SPDX-License-Identifier: GPL-3.0-or-later
"""An empty register, papers by number, and ways to look at all that lies on the disk."""

import datetime
import subprocess
from pathlib import Path

import pytest

from intake.model.structured_communication import OrderNumber
from intake.settings import Settings
from intake.store.dossiers import Paper, PaperKind
from intake.store.git import Repository
from tests.conftest import NOW


@pytest.fixture
def register(own_settings: Settings) -> Path:
    """Return the folder of the test's own register, empty but for its format."""
    return own_settings.folders.register


@pytest.fixture
def keys(own_settings: Settings) -> Path:
    """Return the folder of its key packets."""
    return own_settings.folders.keys


@pytest.fixture
def repository(register: Path) -> Repository:
    """Return its repository."""
    return Repository(register)


def mark(number: int) -> str:
    """Return the mark of a form."""
    return f"{number:016x}"


def paper(count: int, now: datetime.datetime = NOW) -> Paper:
    """Return the name of the paper of that count."""
    return Paper(
        number=OrderNumber(f"{now.year:04d}0{count:05d}"),
        opened=now.date(),
        kind=PaperKind.ORDER,
        received=now,
        mark=mark(count),
    )


def lay(folder: Path, path: object, data: bytes = b"data") -> Path:
    """Lay a file where it is told, with the folders that it needs."""
    place = folder / str(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return place


def files(folder: Path) -> list[str]:
    """Return every file in a folder by its path, but for git's own."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return sorted(path.as_posix() for path in paths if path.parts[0] != ".git")


def folders(folder: Path) -> list[str]:
    """Return every folder in a folder by its path, but for git's own."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_dir())
    return sorted(path.as_posix() for path in paths if path.parts[0] != ".git")


def git(folder: Path, *arguments: str) -> str:
    """Run stock git in a folder, as anybody would, and return what it prints."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def messages(register: Path) -> list[str]:
    """Return the message of every commit, oldest first."""
    log = git(register, "log", "--reverse", "--format=%B%x00", "main")
    return [message.strip() for message in log.split("\0") if message.strip()]
