# SPDX-License-Identifier: GPL-3.0-or-later
"""Security advisories: their number and severity stand where a reader looks first."""

import re
from pathlib import Path

import pytest

from intake.model.language import Language
from intake.settings import Settings, read_texts
from tests.site.conftest import ROOT, BuiltSite, Page

_NAME = re.compile(r"\d{4}-\d\d-\d\d-(?P<slug>.+)\.(?P<lang>en|fr|nl)\.md")
ADVISORIES = sorted((ROOT / "content" / "security").glob("*.md"))


def said(path: Path, key: str) -> str:
    """Return what the head of an advisory's file says of itself."""
    head = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
    (value,) = re.findall(rf"^{key}: (.+)$", head, re.MULTILINE)
    return str(value)


def published(site: BuiltSite, path: Path) -> Page:
    """Return the page of an advisory's file."""
    match = _NAME.fullmatch(path.name)
    assert match is not None
    return site.page(f"/{match['lang']}/security/{match['slug']}/")


@pytest.mark.parametrize("path", ADVISORIES, ids=[path.name for path in ADVISORIES])
def test_an_advisory_shows_its_number(site: BuiltSite, path: Path) -> None:
    assert said(path, "Id") in [cell.text for cell in published(site, path).all("td")]


@pytest.mark.parametrize("path", ADVISORIES, ids=[path.name for path in ADVISORIES])
def test_an_advisory_shows_its_severity_in_its_language(
    site: BuiltSite, settings: Settings, path: Path
) -> None:
    texts = read_texts(settings.folders.theme)[Language(path.suffixes[-2][1:])]["site"]
    severity = texts[f"severity_{said(path, 'Severity')}"]
    assert severity in [cell.text for cell in published(site, path).all("td")]


@pytest.mark.parametrize("path", ADVISORIES, ids=[path.name for path in ADVISORIES])
def test_an_advisory_is_dated(site: BuiltSite, path: Path) -> None:
    (about,) = list(published(site, path).all("p", class_="about"))[1:]
    assert str(int(path.name[8:10])) in about.text.split(" ")


@pytest.mark.parametrize("language", Language)
def test_the_newest_advisory_is_on_the_home_page(site: BuiltSite, language: Language) -> None:
    newest = [path for path in ADVISORIES if path.name.endswith(f".{language}.md")][-1]
    links = {link.attributes["href"] for link in site.page(f"/{language}/").all("a")}
    assert published(site, newest).address in links


@pytest.mark.parametrize("section", ["manuals", "news", "security"])
@pytest.mark.parametrize("language", Language)
def test_a_section_lists_all_that_is_in_it(
    site: BuiltSite, language: Language, section: str
) -> None:
    index = site.page(f"/{language}/{section}/")
    links = {link.attributes["href"] for link in index.all("a")}
    items = {address for address in site.pages if address.startswith(index.address)}
    assert items - {index.address} <= links
