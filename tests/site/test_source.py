# SPDX-License-Identifier: GPL-3.0-or-later
"""Each page says which file it comes from, and how to propose a change (promise P36)."""

from pathlib import Path

import pytest

from intake.model.language import Language
from intake.settings import Settings, read_texts
from tests.site.conftest import ROOT, BuiltSite, Page, build, read_page
from tests.site.test_checks import HEAD, write

pytestmark = pytest.mark.promise("P36")


def documents(site: BuiltSite) -> list[Page]:
    """Return every page that is made from a document."""
    return [page for page in site.pages.values() if list(page.all("p", class_="about source"))]


def source_of(page: Page) -> str:
    """Return the path that the page names as its source."""
    paths = [one.text for one in page.all("code") if one.text.startswith("content/")]
    return paths[-1]


def test_every_document_on_the_site_shows_its_source(site: BuiltSite) -> None:
    shown = {source_of(page) for page in documents(site)}
    written = {str(path.relative_to(ROOT)) for path in (ROOT / "content").rglob("*.??.md")}
    assert shown == written


def test_the_source_is_linked_where_the_settings_say(site: BuiltSite, settings: Settings) -> None:
    unlinked = [
        page.address
        for page in documents(site)
        if not list(page.all("a", href=f"{settings.site.source}{source_of(page)}"))
    ]
    assert (settings.site.source.endswith("/"), unlinked) == (True, [])


@pytest.mark.parametrize("language", Language)
def test_every_page_leads_to_whoever_takes_a_proposal(
    site: BuiltSite, settings: Settings, language: Language
) -> None:
    words = read_texts(settings.folders.theme)[language]["site"]["propose"]
    ways = {
        link.attributes["href"]
        for page in documents(site)
        for link in page.all("a", href=f"/{language}/{contribution(site)}/")
        if link.text == words
    }
    assert ways == {f"/{language}/{contribution(site)}/"}


def contribution(site: BuiltSite) -> str:
    """Return the page on contributing, where there is one, else the one on reaching us."""
    return "contribute" if "/en/contribute/" in site.pages else "contact"


def test_a_page_on_contributing_is_linked_as_soon_as_there_is_one(tmp_path: Path) -> None:
    for name in ("faq", "contribute"):
        write(tmp_path / "content", f"pages/{name}", f"{HEAD}\nText.\n")
    site = tmp_path / "site"
    assert build(site, content=tmp_path / "content").returncode == 0
    page = read_page(site, site / "nl" / "faq" / "index.html")
    assert page.one("a", href="/nl/contribute/").text == "Een wijziging voorstellen"


def test_without_a_public_repository_the_path_is_shown_without_a_link(tmp_path: Path) -> None:
    write(tmp_path / "content", "manuals/faq", f"{HEAD}\nText.\n")
    site = tmp_path / "site"
    assert build(site, content=tmp_path / "content", source="").returncode == 0
    page = read_page(site, site / "en" / "manuals" / "faq" / "index.html")
    links = [one for one in page.all("a") if "content/manuals/" in one.attributes["href"]]
    assert (source_of(page), links) == ("content/manuals/faq.en.md", [])
