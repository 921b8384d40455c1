# SPDX-License-Identifier: GPL-3.0-or-later
"""E-mail addresses: readable to people, unreadable to harvesters (promise P30)."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from intake.model.language import Language
from intake.settings import Settings
from tests.site.conftest import BuiltSite

pytestmark = pytest.mark.promise("P30")

_TEXT_FILES = frozenset({".html", ".css", ".svg", ".txt", ".xml", ".json", ".ics"})
_HARVESTERS = {
    "plain": r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+",
    "with spaces": r"[\w.+%-]+\s*@\s*[\w-]+\s*\.\s*[a-z]{2,}",
    "at in brackets": r"[\w.+%-]+\s*[\[({<]\s*(?:at|@|chez|bij)\s*[\])}>]\s*[\w-]+",
    "entity": r"[\w.+%-]+\s*(?:&#0*64;|&#x0*40;|&commat;|%40)\s*[\w-]+",
    "mailto": r"mailto:(?:\w|&#)",
}


def views(source: str) -> list[str]:
    """Return a text as harvesters read it: as it stands, decoded, and without its tags."""
    decoded = unescape(source)
    texts = [source, decoded, unescape(decoded), unquote(decoded)]
    return list(
        dict.fromkeys(
            view
            for text in texts
            for view in (text, re.sub(r"<[^>]*>", "", text), re.sub(r"<[^>]*>", " ", text))
        )
    )


def harvest(source: str, pattern: str) -> list[str]:
    """Return every address that a harvester with that pattern finds.

    Those of the reserved example hosts (RFC 2606), which manuals show in code, are worth nothing.
    """
    found = [one for view in views(source) for one in re.findall(pattern, view, re.IGNORECASE)]
    return [one for one in found if not one.endswith("@example.org")]


def text_files(folder: Path) -> list[Path]:
    """Return every file of the site that holds text."""
    return [path for path in sorted(folder.rglob("*")) if path.suffix in _TEXT_FILES]


@pytest.mark.parametrize("pattern", _HARVESTERS.values(), ids=_HARVESTERS)
def test_a_harvester_finds_no_address(site: BuiltSite, pattern: str) -> None:
    found = {
        str(path.relative_to(site.folder)): harvested
        for path in text_files(site.folder)
        if (harvested := harvest(path.read_text(encoding="utf-8"), pattern))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "desk@example.net",
        "desk&#64;example.org",
        "desk&#x40;example.org",
        "desk<wbr>&#64;example.org",
        "<b>desk</b>@example.net",
        "desk &commat; example.org",
        "desk [at] example.org",
        "desk%40example.org",
        '<a href="&#109;ailto:desk">desk</a>',
    ],
)
def test_these_harvesters_are_no_fools(source: str) -> None:
    assert any(harvest(source, pattern) for pattern in _HARVESTERS.values())


@pytest.mark.parametrize("language", Language)
def test_a_person_reads_the_address_on_the_contact_page(
    site: BuiltSite, settings: Settings, language: Language
) -> None:
    """What is hidden is neither shown, nor spoken by a screen reader, nor copied."""
    shown = {one.text for one in site.page(f"/{language}/contact/").all("span", class_="address")}
    assert shown == {settings.network.support}


def test_no_page_shows_an_address_that_a_person_cannot_read(
    site: BuiltSite, settings: Settings
) -> None:
    shown = {one.text for page in site.pages.values() for one in page.all("span", class_="address")}
    assert shown == {settings.network.support, "one@example.org", "two@example.org"}


def test_what_is_hidden_from_readers_is_only_the_remark_inside_an_address(site: BuiltSite) -> None:
    hidden = {
        element.tag
        for page in site.pages.values()
        for element in page.elements
        if element.is_hidden
    }
    assert hidden == {"span"}
