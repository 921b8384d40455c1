# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page in three languages, each with its sisters, and no link that leads nowhere."""

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from intake.model.advisory import Severity
from intake.model.language import NAMES, Language
from intake.settings import Settings
from tests.site.conftest import ROOT, BuiltSite, Page

_DOCUMENT = re.compile(r"(?:\d{4}-\d\d-\d\d-)?(?P<slug>[^/]+)\.(?P<lang>en|fr|nl)\.md")
_SUMMARY = re.compile(r"Summary: (?P<text>.+)")


def language_of(page: Page) -> Language:
    """Return the language that the page's address starts with."""
    return Language(page.address.split("/")[1])


def in_a_language(site: BuiltSite) -> list[Page]:
    """Return every page but the one at the root, which is in all three."""
    return [page for page in site.pages.values() if page.address != "/"]


def address_of(section: str, slug: str, language: str) -> str:
    """Return where the document of that section and slug is published."""
    if section == "pages":
        return f"/{language}/" if slug == "home" else f"/{language}/{slug}/"
    return f"/{language}/{section}/{slug}/"


def hreflangs(page: Page) -> list[tuple[str, str]]:
    """Return the languages that the page names for search engines, with their addresses."""
    return [
        (link.attributes["hreflang"], link.attributes["href"])
        for link in page.all("link", rel="alternate")
        if "hreflang" in link.attributes
    ]


@pytest.mark.parametrize("language", Language)
def test_every_document_is_a_page_and_so_is_every_list_of_a_severity(
    site: BuiltSite, language: Language
) -> None:
    documents = [path for path in (ROOT / "content").rglob("*.md") if _DOCUMENT.match(path.name)]
    slugs = {(path.parent.name, _DOCUMENT.sub(r"\g<slug>", path.name)) for path in documents}
    expected = {address_of(section, slug, language) for section, slug in slugs}
    expected |= {f"/{language}/security/{severity}/" for severity in Severity}
    published = {page.address for page in in_a_language(site) if language_of(page) == language}
    assert published == expected


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "slug",
    [
        "",
        "charter/",
        "prices/",
        "order/",
        "manuals/",
        "faq/",
        "news/",
        "security/",
        "contact/",
        "terms/",
        "privacy/",
        "status/",
    ],
)
def test_a_visitor_finds_what_the_network_says(
    site: BuiltSite, language: Language, slug: str
) -> None:
    assert f"/{language}/{slug}" in site.pages


def test_the_root_page_offers_every_language_and_sends_nobody_anywhere(site: BuiltSite) -> None:
    root = site.page("/")
    ways = {link.attributes["href"] for link in root.all("a", class_="button")}
    assert (ways, list(root.all("meta", http_equiv="refresh"))) == ({"/en/", "/fr/", "/nl/"}, [])


def test_a_page_says_which_language_it_is_in(site: BuiltSite) -> None:
    said = {page.address: page.one("html").attributes["lang"] for page in in_a_language(site)}
    assert said == {page.address: language_of(page) for page in in_a_language(site)}


def test_a_page_names_its_sisters_to_search_engines(site: BuiltSite, settings: Settings) -> None:
    named = {page.address: hreflangs(page) for page in in_a_language(site)}
    expected = {}
    for page in in_a_language(site):
        rest = page.address[3:]
        sisters = [(language.value, f"/{language}{rest}") for language in Language]
        expected[page.address] = [
            (name, f"{settings.site.address}{address}")
            for name, address in [*sisters, ("x-default", f"/en{rest}")]
        ]
    assert named == expected


def test_the_root_page_names_the_three_home_pages(site: BuiltSite, settings: Settings) -> None:
    addresses = [("en", "/en/"), ("fr", "/fr/"), ("nl", "/nl/"), ("x-default", "/")]
    expected = [(name, f"{settings.site.address}{address}") for name, address in addresses]
    assert hreflangs(site.page("/")) == expected


def test_sisters_exist(site: BuiltSite, settings: Settings) -> None:
    addresses = {href for page in site.pages.values() for _, href in hreflangs(page)}
    missing = {
        one for one in addresses if one.removeprefix(settings.site.address) not in site.pages
    }
    assert missing == set()


def test_a_page_is_the_canonical_one_of_its_address(site: BuiltSite, settings: Settings) -> None:
    named = {
        page.address: page.one("link", rel="canonical").attributes["href"]
        for page in site.pages.values()
    }
    assert named == {address: f"{settings.site.address}{address}" for address in site.pages}


def test_a_reader_can_switch_to_each_sister(site: BuiltSite) -> None:
    for page in in_a_language(site):
        switch = {
            link.attributes["href"]: (link.text, link.attributes["lang"])
            for link in page.all("a")
            if "hreflang" in link.attributes
        }
        rest = page.address[3:]
        expected = {f"/{code}{rest}": (NAMES[code], code.value) for code in Language}
        assert switch == expected, page.address


def test_the_switch_marks_the_language_of_the_page(site: BuiltSite) -> None:
    marked = {
        page.address: [
            link.attributes["href"]
            for link in page.all("a", aria_current="true")
            if "hreflang" in link.attributes
        ]
        for page in in_a_language(site)
    }
    assert marked == {page.address: [page.address] for page in in_a_language(site)}


def test_every_link_within_the_site_leads_somewhere(site: BuiltSite, settings: Settings) -> None:
    dead = []
    for page in site.pages.values():
        for link in (*page.all("a"), *page.all("link")):
            href = urljoin(f"{settings.site.address}{page.address}", link.attributes["href"])
            target, anchor = urldefrag(href)
            address = target.removeprefix(settings.site.address)
            if not target.startswith(f"{settings.site.address}/"):
                continue
            if address not in site.pages:
                if anchor or address.endswith("/") or not (site.folder / address[1:]).is_file():
                    dead.append((page.address, href))
            elif anchor and not has_id(site.page(address), anchor):
                dead.append((page.address, href))
    assert dead == []


def has_id(page: Page, anchor: str) -> bool:
    """Say whether the page has an element of that id."""
    return any(element.attributes.get("id") == anchor for element in page.elements)


def test_links_to_other_sites_are_encrypted(site: BuiltSite, settings: Settings) -> None:
    schemes = {
        (urlsplit(link.attributes["href"]).scheme, page.address)
        for page in site.pages.values()
        for link in page.all("a")
        if not link.attributes["href"].startswith(settings.site.address)
    }
    assert {one for one in schemes if one[0] not in {"", "https"}} == set()


def test_a_page_links_pages_of_its_own_language(site: BuiltSite, settings: Settings) -> None:
    strays = []
    for page in in_a_language(site):
        for link in page.all("a"):
            address = link.attributes["href"].removeprefix(settings.site.address)
            is_page = address.startswith("/") and not address.startswith("/.well-known/")
            if "hreflang" not in link.attributes and is_page and not address.endswith(".json"):
                strays += [(page.address, address)] * (address.split("/")[1] != language_of(page))
    assert strays == []


def test_every_page_is_reached_from_its_home_page(site: BuiltSite, settings: Settings) -> None:
    for language in Language:
        reached: set[str] = set()
        ahead = [f"/{language}/"]
        while ahead:
            address = ahead.pop()
            reached.add(address)
            hrefs = {link.attributes["href"] for link in site.page(address).all("a")}
            linked = {urldefrag(href.removeprefix(settings.site.address))[0] for href in hrefs}
            ahead += [one for one in linked & set(site.pages) if one not in reached]
        assert set(site.pages) - {"/"} <= reached, language


def test_every_element_that_opens_is_closed(site: BuiltSite) -> None:
    faults = {page.address: page.faults for page in site.pages.values() if page.faults}
    assert faults == {}


def test_an_id_stands_once_on_a_page(site: BuiltSite) -> None:
    twice = []
    for page in site.pages.values():
        ids = Counter(element.attributes.get("id") for element in page.elements)
        del ids[None]
        twice += [(page.address, name) for name, times in ids.items() if times > 1]
    assert twice == []


def test_a_page_has_one_heading_of_the_first_rank(site: BuiltSite) -> None:
    headings = {page.address: len(list(page.all("h1"))) for page in site.pages.values()}
    assert headings == dict.fromkeys(site.pages, 1)


def test_a_page_has_a_title_of_its_own_in_its_language(site: BuiltSite) -> None:
    titles = Counter((language_of(page), page.one("title").text) for page in in_a_language(site))
    assert [title for title, times in titles.items() if times > 1] == []


def test_a_page_says_in_a_sentence_what_it_is_about(site: BuiltSite) -> None:
    silent = [
        page.address
        for page in site.pages.values()
        if len(page.one("meta", name="description").attributes["content"]) < 20
    ]
    assert silent == []


@pytest.mark.parametrize(
    "unfilled",
    [r"\{\{", r"\}\}", r"\{%", r"%\}", r"\{#", r"\{(?:filename|static|[a-z_]+)\}"],
)
def test_no_page_shows_a_placeholder(site: BuiltSite, unfilled: str) -> None:
    shown = [
        page.address
        for page in site.pages.values()
        # What stands in code is shown on purpose.
        if re.search(unfilled, re.sub(r"<code.*?</code>", "", page.source, flags=re.DOTALL))
    ]
    assert shown == []


@pytest.mark.parametrize("language", Language)
def test_a_page_says_its_summary_as_it_was_written(site: BuiltSite, language: Language) -> None:
    """French has no-break spaces before its colons, which a browser must not break at."""
    written, said = {}, {}
    for path in (ROOT / "content").rglob(f"*.{language}.md"):
        slug = _DOCUMENT.sub(r"\g<slug>", path.name)
        address = address_of(path.parent.name, slug, language)
        lines = path.read_text("utf-8").splitlines()
        written[address] = next(filter(None, map(_SUMMARY.match, lines)))["text"]
        description = site.page(address).one("meta", name="description")
        said[address] = description.attributes["content"]
    assert said == written


def test_a_list_keeps_the_narrow_spaces_of_its_summaries(site: BuiltSite) -> None:
    """As do the links to the chapters of a long page."""
    texts = [item.text for item in site.page("/fr/news/").all("p")]
    links = [link.text for link in site.page("/fr/acceptable-use/").all("a", href="#consequences")]
    assert any("\N{NARROW NO-BREAK SPACE}:" in text for text in texts[1:])
    assert links == ["Sinon, que se passe-t-il\N{NARROW NO-BREAK SPACE}?"]
