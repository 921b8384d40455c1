# SPDX-License-Identifier: GPL-3.0-or-later
"""The site is built when something has changed and not otherwise: a small one, by real Pelican."""

import dataclasses
import datetime
import os
from pathlib import Path

import pytest

from intake.demo.build_site import build_site, site_state
from intake.demo.processes import ProgramFailedError, Surroundings
from intake.settings import Settings

TODAY = datetime.date(2026, 11, 22)
CONFIGURATION = """
PATH = "content"
OUTPUT_PATH = "site"
SITEURL = "http://127.0.0.1"
TIMEZONE = "Europe/Brussels"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
"""


class Clone:
    """A clone with a site of one page."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Write what the site is made of."""
        self.page = folder / "content" / "pages" / "charter.md"
        self.configuration = folder / "pelicanconf.py"
        self._settings_file = folder / "content" / "settings.toml"
        (folder / "theme").mkdir()
        self.page.parent.mkdir(parents=True)
        self.page.write_text("Title: Charter\n\nWe promise.\n")
        self.configuration.write_text(CONFIGURATION)
        self._settings_file.write_text("# settings\n")
        folders = dataclasses.replace(
            settings.folders, site=folder / "site", theme=folder / "theme"
        )
        self.site = folders.site
        self._settings = dataclasses.replace(settings, folders=folders)
        self._surroundings = Surroundings(folder=folder, environment=os.environ)

    def build(self, today: datetime.date = TODAY) -> bool:
        """Build the site if it must be."""
        return build_site(self._settings, self._settings_file, self._surroundings, today=today)


@pytest.fixture
def clone(tmp_path: Path, settings: Settings) -> Clone:
    """Return a clone whose site has never been built."""
    return Clone(tmp_path, settings)


def test_the_site_is_built_once_and_again_when_a_page_changes(clone: Clone) -> None:
    """A new start with nothing changed waits for no Pelican."""
    assert clone.build()
    assert not clone.build()

    clone.page.write_text("Title: Charter\n\nWe promise more.\n")

    assert clone.build()
    assert "We promise more." in (clone.site / "pages" / "charter.html").read_text()


def test_a_site_that_failed_to_build_is_built_again(clone: Clone) -> None:
    """It is not taken for up to date."""
    clone.configuration.write_text("raise SystemExit(1)")

    for _ in range(2):
        with pytest.raises(ProgramFailedError, match=r"^Pelican, which builds the site, ended"):
            clone.build()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder with one file in it, a settings file beside it."""
    (tmp_path / "settings.toml").write_text("# settings\n")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "page.md").write_text("one")
    return tmp_path / "content"


def _state(source: Path, today: datetime.date = TODAY) -> str:
    return site_state([source], source.parent / "settings.toml", today)


def test_a_file_that_comes_or_goes_or_is_renamed_changes_the_site(source: Path) -> None:
    """Each state is another."""
    states = {_state(source)}
    (source / "new.md").touch()
    states.add(_state(source))
    (source / "new.md").rename(source / "newer.md")
    states.add(_state(source))
    (source / "page.md").unlink()
    states.add(_state(source))

    assert len(states) == 4


def test_other_settings_and_another_day_change_the_site(source: Path) -> None:
    """The day decides which price list is in force."""
    states = {_state(source), _state(source, TODAY + datetime.timedelta(days=1))}
    (source.parent / "settings.toml").write_text("# other settings\n")
    states.add(_state(source))

    assert len(states) == 3


def test_what_python_compiled_does_not_change_the_site(source: Path) -> None:
    """Or every second start would build it."""
    before = _state(source)
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "page.pyc").touch()

    assert _state(source) == before
