# SPDX-License-Identifier: GPL-3.0-or-later
"""What readers see changes at once or not at all; a rebuild equals a build from nothing.

A small site stands for the real one: all its pages are compared, byte for byte.
"""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.site.conftest import ROOT, TODAY, build, write

NEWS = {"Title": "Old news", "Summary": "Of a test.", "Date": "2026-04-02"}
NO_SEARCH = "PLUGINS = [name for name in PLUGINS if not name.endswith('.search')]"


def tree(site: Path) -> Mapping[str, bytes]:
    """Return every file of a built site."""
    return {
        str(path.relative_to(site)): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


class Workshop:
    """A site, all that it is made from, and a build from nothing beside it to compare with."""

    def __init__(self, folder: Path) -> None:
        """Copy the theme, and write some pages that show others."""
        self.folder = folder
        self.content = folder / "content"
        self.theme = folder / "theme"
        self.catalogue = folder / "catalogue"
        self.today = TODAY
        self.made = 0
        shutil.copytree(ROOT / "theme", self.theme)
        shutil.copytree(ROOT / "content" / "catalogue", self.catalogue)
        for name, template in {"home": "home", "news": "section", "prices": "prices"}.items():
            head = {"Title": name, "Summary": "A page.", "Date": "2026-04-01"}
            write(self.content, f"pages/{name}", head | {"Template": template})
        for name in ("one", "two", "three"):
            write(self.content, f"news/2026-04-02-{name}", NEWS | {"Title": name}, _FACTS)

    def build(self, name: str = "site") -> Path:
        """Build the site and return its folder; ``made`` is how many pages were made anew."""
        answer = build(
            self.folder / name,
            content=self.content,
            today=self.today,
            catalogue=self.catalogue,
            more=[NO_SEARCH, f"THEME = {str(self.theme)!r}", _THEME.format(str(self.theme))],
        )
        assert answer.returncode == 0, answer.stderr
        self.made = int(answer.stdout.partition("Made anew: ")[2].split()[0])
        return self.folder / name

    def page(self, name: str, language: str = "en") -> Path:
        """Return the source of a news item."""
        return self.content / "news" / f"2026-04-02-{name}.{language}.md"


_FACTS = "It costs {{ price('hosting').gross }}: [why]({filename}2026-04-02-one.LANG.md)."
_THEME = (
    "SETTINGS = dataclasses.replace(SETTINGS, "
    "folders=dataclasses.replace(SETTINGS.folders, theme=pathlib.Path({!r})))"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a site that was built twice, so that both folders of releases are full."""
    workshop = Workshop(tmp_path_factory.mktemp("workshop"))
    workshop.build()
    workshop.build()
    return workshop


def _edit(workshop: Workshop) -> None:
    workshop.page("two").write_text(workshop.page("two").read_text() + "\nMore.\n")


def _rename(workshop: Workshop) -> None:
    for language in ("en", "fr", "nl"):
        page = workshop.page("two", language)
        page.write_text(page.read_text().replace("Title: two", "Title: Another"))


def _redate(workshop: Workshop) -> None:
    """Give an item another day, so another place in every list."""
    for language in ("en", "fr", "nl"):
        page = workshop.page("two", language)
        later = page.read_text().replace("Date: 2026-04-02", "Date: 2026-04-01")
        page.unlink()
        page.with_name(f"2026-04-01-two.{language}.md").write_text(later)


def _undo(workshop: Workshop) -> None:
    """Give it its first title and its first day back."""
    for language in ("en", "fr", "nl"):
        page = workshop.page("two", language).with_name(f"2026-04-01-two.{language}.md")
        first = page.read_text().replace("Title: Another", "Title: two")
        page.unlink()
        workshop.page("two", language).write_text(first.replace("2026-04-01", "2026-04-02"))


def _add(workshop: Workshop) -> None:
    write(workshop.content, "news/2026-04-02-four", NEWS | {"Title": "four"})


def _remove(workshop: Workshop) -> None:
    for language in ("en", "fr", "nl"):
        workshop.page("three", language).unlink()


def _template(workshop: Workshop) -> None:
    file = workshop.theme / "templates" / "stale.html"
    file.write_text(file.read_text() + "<p>Of a test.</p>\n")


def _string(workshop: Workshop) -> None:
    file = workshop.theme / "strings.toml"
    text = file.read_text(encoding="utf-8")
    assert "Published on {day}" in text
    file.write_text(text.replace("Published on {day}", "Put out on {day}"), encoding="utf-8")


def _price(workshop: Workshop) -> None:
    file = workshop.catalogue / "2026-11-22.toml"
    dearer = file.read_text(encoding="utf-8").replace('net = "', 'net = "1')
    file.write_text(dearer, encoding="utf-8")


def _day(workshop: Workshop) -> None:
    workshop.today = date(2026, 12, 31)


def _style(workshop: Workshop) -> None:
    (workshop.theme / "static" / "style.css").write_text("p { color: red }\n")


CHANGES = [
    *(_edit, _rename, _redate, _undo, _add, _remove),
    *(_template, _string, _price, _day, _style),
]


def test_a_rebuild_is_a_build_from_nothing_whatever_changed(built: Workshop) -> None:
    """One change after another, each compared with a site that never knew an earlier one."""
    seen = [tree(built.build())]
    for number, change in enumerate(CHANGES):
        change(built)
        rebuilt = tree(built.build())
        assert rebuilt == tree(built.build(f"fresh-{number}")), change.__name__
        assert rebuilt != seen[-1], change.__name__
        seen.append(rebuilt)


def test_a_build_that_fails_changes_nothing_that_readers_see(tmp_path: Path) -> None:
    """Neither the pages nor the folder that they are in."""
    workshop = Workshop(tmp_path)
    site = workshop.build()
    shown, before = site.resolve(), tree(site)
    broken = workshop.theme / "templates" / "prices.html"
    whole = broken.read_text(encoding="utf-8")
    broken.write_text(whole.replace("{% endblock %}", "{{ 1 // 0 }}{% endblock %}"))
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        workshop.build()
    assert (site.resolve(), tree(site)) == (shown, before)

    broken.write_text(whole, encoding="utf-8")
    _edit(workshop)

    assert "More." in (workshop.build() / "en" / "news" / "two" / "index.html").read_text()


def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    """A browser that asks by date is told that it has the page."""
    workshop = Workshop(tmp_path)
    site = workshop.build()
    before = {name: (site / name).stat() for name in tree(site)}
    _edit(workshop)
    workshop.build()

    touched = {name for name, was in before.items() if (site / name).stat() != was}
    feeds = {f"en/{place}{name}" for place in ("", "news/") for name in _FEEDS}
    # A file with one more or one less name has another moment of change, and the same date.
    written = {n for n in touched if (site / n).stat().st_mtime_ns != before[n].st_mtime_ns}
    assert written == {"en/news/two/index.html", *feeds}


def test_what_was_made_from_the_same_is_not_made_again(tmp_path: Path) -> None:
    """Each build orders sets otherwise, which must not make a page look like another."""
    workshop = Workshop(tmp_path)
    made = []
    for change in (_nothing, _nothing, _edit):
        change(workshop)
        workshop.build()
        made.append(workshop.made)

    assert made[0] > made[2] > made[1] == 0, made


def _nothing(workshop: Workshop) -> None:
    del workshop


_FEEDS = ("rss.xml", "atom.xml", "feed.json")


@pytest.mark.parametrize("harm", ["memory", "list", "page", "all"])
def test_whatever_is_wrong_with_what_is_kept_it_is_made_again(tmp_path: Path, harm: str) -> None:
    """Nobody has to know that anything is kept."""
    workshop = Workshop(tmp_path)
    site = workshop.build()
    whole = tree(site)
    workshop.build()
    shelf = tmp_path / "site.releases"
    if harm in {"memory", "all"}:
        (tmp_path / "site.cache" / "site.pickle").write_bytes(b"nonsense")
    if harm in {"list", "all"}:
        for file in shelf.glob("*.json"):
            file.write_text("{}")
    if harm in {"page", "all"}:
        (site / "en" / "news" / "two" / "index.html").write_text("Something else.")

    assert tree(workshop.build()) == whole


def test_a_site_of_an_older_version_makes_place(tmp_path: Path) -> None:
    """It was a folder, not a link; so is a folder that somebody names for the first time."""
    workshop = Workshop(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "old.html").touch()

    site = workshop.build()

    assert site.is_symlink()
    assert "old.html" not in tree(site)
