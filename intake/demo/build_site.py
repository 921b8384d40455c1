# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the site of the demo when something that it is made of has changed, and not otherwise."""

import datetime
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from intake.demo.processes import Program, Surroundings, call
from intake.settings import Settings

_SOURCES = (
    "content",
    "intake/site",
    "intake/model",
    "intake/price_lists.py",
    "intake/settings.py",
    "pelicanconf.py",
)


def build_site(
    settings: Settings, settings_file: Path, surroundings: Surroundings, *, today: datetime.date
) -> bool:
    """Build the site unless it is up to date; return whether it was built."""
    sources = [surroundings.folder / source for source in _SOURCES]
    sources += [settings.folders.theme, settings.site.staff_keys]
    state = site_state(sources, settings_file, today)
    stamp = settings.folders.site.with_name(f"{settings.folders.site.name}-made-from")
    if settings.folders.site.exists() and stamp.exists() and stamp.read_text() == state:
        return False
    stamp.unlink(missing_ok=True)
    command = [sys.executable, "-P", "-m", "intake.site.build"]
    call(Program(name="Pelican, which builds the site,", command=command), surroundings)
    stamp.write_text(state)
    return True


def site_state(sources: list[Path], settings_file: Path, today: datetime.date) -> str:
    """Sum up all that the site depends on: the files, the settings, and the day for the prices."""
    state = hashlib.sha256(f"{today} {settings_file.read_text(encoding='utf-8')}".encode())
    for source in sources:
        for path in _files(source):
            about = path.stat()
            state.update(f"{path} {about.st_mtime_ns} {about.st_size}\n".encode())
    return state.hexdigest()


def _files(source: Path) -> Iterator[Path]:
    if source.is_file():
        yield source
    for path in sorted(source.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path
