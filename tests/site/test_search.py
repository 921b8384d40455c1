# SPDX-License-Identifier: GPL-3.0-or-later
"""Search over the pages of the reader's language, and the list of all of them without a script."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from intake.model.language import Language
from intake.settings import Settings, read_texts
from intake.site.search import alphabetical
from tests.site.conftest import FILTER, BuiltSite, build
from tests.site.test_addresses import _HARVESTERS, harvest

# What the form sends, in each language, and a page that must be among what is found.
WORDS = [
    (Language.EN, "backup", "/en/charter/"),
    (Language.FR, "sauvegardes", "/fr/charter/"),
    (Language.NL, "back-ups", "/nl/charter/"),
]


def fragments(site: BuiltSite, language: Language) -> list[dict[str, object]]:
    """Return what the index holds of each page of a language."""
    files = sorted((site.folder / "pagefind" / "fragment").glob(f"{language}_*.pf_fragment"))
    texts = [gzip.decompress(file.read_bytes()).decode() for file in files]
    return [json.loads(text.removeprefix("pagefind_dcd")) for text in texts]


@pytest.mark.parametrize("language", Language)
def test_every_document_of_a_language_is_in_its_index_and_no_other(
    site: BuiltSite, language: Language
) -> None:
    indexed = [fragment["url"] for fragment in fragments(site, language)]
    start = f"/{language}/"
    pages = [one for one in site.pages if one.startswith(start) and not FILTER.match(one)]
    assert sorted(map(str, indexed)) == sorted(set(pages) - {f"/{language}/search/"})


@pytest.mark.parametrize("language", Language)
def test_the_index_holds_the_text_and_not_the_menu(site: BuiltSite, language: Language) -> None:
    label = site.page(f"/{language}/charter/").one("a", class_="skip").text
    foot = site.page(f"/{language}/charter/").one("address").text
    held = [str(fragment["content"]) for fragment in fragments(site, language)]
    assert [text for text in held if label in text or foot in text] == []


@pytest.mark.promise("P30")
@pytest.mark.parametrize("language", Language)
def test_a_harvester_finds_no_address_in_the_index(site: BuiltSite, language: Language) -> None:
    held = json.dumps(fragments(site, language), ensure_ascii=False)
    assert [found for one in _HARVESTERS.values() for found in harvest(held, one)] == []


@pytest.mark.parametrize("language", Language)
def test_without_a_script_every_page_of_the_language_is_listed(
    site: BuiltSite, language: Language
) -> None:
    page = site.page(f"/{language}/search/")
    listed = {link.attributes["href"] for link in page.all("a")}
    pages = {one for one in site.pages if one.startswith(f"/{language}/")}
    assert {one for one in pages - listed if not FILTER.match(one)} == set()


@pytest.mark.parametrize("language", Language)
def test_without_a_script_the_page_says_why_there_is_only_a_list(
    site: BuiltSite, settings: Settings, language: Language
) -> None:
    texts = read_texts(settings.folders.theme)[language]["search"]
    assert site.page(f"/{language}/search/").one("noscript").text == texts["no_script"]


def test_every_page_leads_to_the_search_of_its_language(site: BuiltSite) -> None:
    without = [
        page.address
        for page in site.pages.values()
        if page.address != "/" and not list(page.all("a", href=f"{page.address[:4]}search/"))
    ]
    assert without == []


def test_the_same_site_has_the_same_index(
    site: BuiltSite, published_keys: Path, tmp_path: Path
) -> None:
    build(tmp_path / "site", staff_keys=published_keys)
    first, second = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (site.folder, tmp_path / "site")
    )
    assert first == second


def test_a_page_that_went_is_not_found_any_more(tmp_path: Path) -> None:
    pages = tmp_path / "content" / "pages"
    pages.mkdir(parents=True)
    for word in ("one", "two"):
        for language in Language:
            text = f"Title: Page {word}\nSummary: A page.\nDate: 2026-11-22\n\nText.\n"
            (pages / f"page.{language}.md").write_text(text, encoding="utf-8")
        build(tmp_path / "site", content=pages.parent)
    assert len(list((tmp_path / "site" / "pagefind" / "fragment").iterdir())) == len(Language)


class Titled:
    """A document as far as a list needs it."""

    def __init__(self, title: str) -> None:
        """Remember the title."""
        self.title = title


def test_a_list_is_in_the_order_of_the_alphabet() -> None:
    titles = ["Zèbre", "École", "‘Eau’", "FAQ", "à vous"]
    found = [one.title for one in alphabetical([Titled(title) for title in titles])]
    assert found == ["à vous", "‘Eau’", "École", "FAQ", "Zèbre"]


def found(page: Page) -> list[str | None]:
    """Return the addresses of the pages that are listed as found."""
    links = page.locator("#results > li > a")
    links.first.wait_for()
    return [link.get_attribute("href") for link in links.all()]


@pytest.mark.parametrize(("language", "words", "expected"), WORDS)
def test_what_is_typed_is_found_in_the_language_of_the_page(
    visit: Callable[..., Page], language: Language, words: str, expected: str
) -> None:
    page = visit(f"/{language}/search/")
    page.get_by_role("searchbox").fill(words)
    links = found(page)
    assert expected in links
    assert [one for one in links if not str(one).startswith(f"/{language}/")] == []


def test_a_screen_reader_is_told_how_many_pages_were_found(visit: Callable[..., Page]) -> None:
    page = visit("/en/search/")
    page.get_by_role("searchbox").fill("withdrawal")
    found(page)
    expect(page.get_by_role("status")).to_have_text(re.compile(r"\d+ pages found"))


def test_words_that_no_page_has_are_answered_too(visit: Callable[..., Page]) -> None:
    page = visit("/nl/search/")
    page.get_by_role("searchbox").fill("жжжжжжжж")
    expect(page.get_by_role("status")).to_contain_text("Geen enkele pagina")


def test_the_keyboard_alone_leads_from_the_words_to_the_page(visit: Callable[..., Page]) -> None:
    page = visit("/fr/search/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("communication structurée")
    page.keyboard.press("Enter")
    first = str(found(page)[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}")


def test_a_browser_s_own_search_box_leads_to_what_is_found(visit: Callable[..., Page]) -> None:
    """OpenSearch opens the page with the words in its address."""
    page = visit("/en/search/#q=invoice")
    assert found(page)
    assert page.get_by_role("searchbox").input_value() == "invoice"


def test_what_is_typed_is_never_markup(visit: Callable[..., Page]) -> None:
    page = visit("/en/search/#q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.get_by_role("status")).not_to_be_empty()
    assert page.locator("main img").count() == 0


def test_what_is_typed_is_sent_to_nobody(visit: Callable[..., Page]) -> None:
    """No request and no referrer carries the words, not even when a page found is opened."""
    page = visit("/en/search/")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(f"{one.url} {one.all_headers()} {one.post_data}"))
    page.get_by_role("searchbox").fill("withdrawal")
    first = found(page)[0]
    page.locator("#results > li > a").first.click()
    page.wait_for_url(f"**{first}")
    assert [one for one in asked if "withdrawal" in one] == []
    assert [one for one in asked if "/pagefind/fragment/" in one]


def test_without_a_script_the_list_is_there_and_no_form(visit: Callable[..., Page]) -> None:
    page = visit("/en/search/", script=False)
    assert page.locator("form").count() == 0
    assert page.locator("noscript p").is_visible()
    assert page.locator('.index a[href="/en/charter/"]').is_visible()
