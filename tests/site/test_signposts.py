# SPDX-License-Identifier: GPL-3.0-or-later
"""What leads programs and lost readers: sitemap, robots.txt, OpenSearch, "not found"."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest

from intake.model.language import Language
from intake.settings import Settings, read_texts
from tests.site.conftest import FILTER, BuiltSite

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def xml(site: BuiltSite, name: str) -> ET.Element:
    """Return the root of an XML file of the site."""
    return ET.fromstring((site.folder / name).read_bytes())  # noqa: S314  # our own


def test_the_sitemap_names_every_page_once(site: BuiltSite, settings: Settings) -> None:
    named = [one.findtext(f"{SITEMAP}loc", "") for one in xml(site, "sitemap.xml")]
    pages = [f"{settings.site.address}{one}" for one in site.pages if not FILTER.match(one)]
    assert sorted(named) == sorted(pages)


def test_the_sitemap_names_the_sisters_that_the_page_names(site: BuiltSite) -> None:
    said = {
        "/" + one.findtext(f"{SITEMAP}loc", "").split("/", 3)[3]: [
            (link.get("hreflang"), link.get("href")) for link in one.iter(f"{XHTML}link")
        ]
        for one in xml(site, "sitemap.xml")
    }
    expected = {
        page.address: [
            (link.attributes["hreflang"], link.attributes["href"])
            for link in page.all("link", rel="alternate")
            if "hreflang" in link.attributes
        ]
        for page in site.pages.values()
        if page.address != "/" and not FILTER.match(page.address)
    }
    assert {address: links for address, links in said.items() if address != "/"} == expected


def test_the_sitemap_keeps_to_its_format(site: BuiltSite, settings: Settings) -> None:
    """The rules of sitemap.xsd 0.9: at most 50,000 addresses of at most 2048 letters, loc first."""
    root = xml(site, "sitemap.xml")
    names = {tuple(dict.fromkeys(child.tag for child in url)) for url in root}
    assert (root.tag, {url.tag for url in root}) == (f"{SITEMAP}urlset", {f"{SITEMAP}url"})
    assert names <= {(f"{SITEMAP}loc",), (f"{SITEMAP}loc", f"{XHTML}link")}
    assert [len(url.findall(f"{SITEMAP}loc")) for url in root] == [1] * len(root)
    assert len(root) <= 50_000
    found = [url.findtext(f"{SITEMAP}loc", "") for url in root]
    start = f"{settings.site.address}/"
    assert [one for one in found if not one.startswith(start) or len(one) > 2048] == []


@pytest.fixture
def robots(site: BuiltSite) -> RobotFileParser:
    """Return robots.txt as a robot reads it."""
    parser = RobotFileParser()
    parser.parse((site.folder / "robots.txt").read_text(encoding="utf-8").splitlines())
    return parser


def test_a_robot_may_read_every_page(site: BuiltSite, robots: RobotFileParser) -> None:
    assert [one for one in site.pages if not robots.can_fetch("Anybot", one)] == []


@pytest.mark.parametrize("step", ["review", "edit", "confirm", "received/secret"])
@pytest.mark.parametrize("language", Language)
def test_a_robot_may_not_read_orders(
    robots: RobotFileParser, language: Language, step: str
) -> None:
    assert not robots.can_fetch("Anybot", f"/{language}/order/{step}")


def test_a_robot_is_shown_the_sitemap(robots: RobotFileParser, settings: Settings) -> None:
    assert robots.site_maps() == [f"{settings.site.address}/sitemap.xml"]


def test_people_are_told_who_is_behind_the_site(site: BuiltSite, settings: Settings) -> None:
    assert settings.network.legal_name in (site.folder / "humans.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", Language)
def test_a_browser_can_add_the_search_of_each_language(
    site: BuiltSite, settings: Settings, language: Language
) -> None:
    link = site.page(f"/{language}/charter/").one("link", rel="search").attributes
    root = xml(site, link["href"].removeprefix("/"))
    url = root.find(f"{OPENSEARCH}Url")
    assert url is not None
    place = f"{settings.site.address}/{language}/search/"
    assert (url.get("template"), place.removeprefix(settings.site.address) in site.pages) == (
        f"{place}#q={{searchTerms}}",
        True,
    )


@pytest.mark.parametrize("language", Language)
def test_opensearch_keeps_to_its_lengths(site: BuiltSite, language: Language) -> None:
    """OpenSearch 1.1: a short name of at most 16 characters, a description of at most 1024."""
    root = xml(site, f"{language}/opensearch.xml")
    name, about = (root.findtext(f"{OPENSEARCH}{one}", "") for one in ("ShortName", "Description"))
    assert 0 < len(name) <= 16
    assert 0 < len(about) <= 1024


@pytest.mark.parametrize("language", Language)
def test_a_lost_reader_is_told_in_each_language(
    site: BuiltSite, settings: Settings, language: Language
) -> None:
    texts = read_texts(settings.folders.theme)[language]["problems"]
    page = site.lost[f"/{language}/404.html"]
    ways = {link.attributes["href"] for link in page.all("a", class_="button")}
    assert (page.one("h1").text, ways) == (texts["page_not_found_title"], {f"/{language}/"})


def test_a_reader_lost_without_a_language_is_told_in_all(
    site: BuiltSite, settings: Settings
) -> None:
    texts = read_texts(settings.folders.theme)
    titles = [one.text for one in site.lost["/404.html"].all("h2")]
    assert titles == [texts[language]["problems"]["page_not_found_title"] for language in Language]


def test_no_search_engine_keeps_a_page_not_found(site: BuiltSite) -> None:
    told = [page.one("meta", name="robots").attributes["content"] for page in site.lost.values()]
    assert told == ["noindex"] * 4


def test_every_link_of_a_page_not_found_leads_somewhere(site: BuiltSite) -> None:
    links = {
        link.attributes["href"]
        for page in site.lost.values()
        for link in page.all("a")
        if link.attributes["href"].startswith("/")
    }
    assert links - set(site.pages) == set()


@pytest.mark.parametrize("name", ["title", "description", "url", "locale", "type"])
def test_a_page_that_is_shared_says_what_it_is(site: BuiltSite, name: str) -> None:
    page = site.page("/fr/charter/")
    expected = {
        "title": page.one("title").text,
        "description": page.one("meta", name="description").attributes["content"],
        "url": page.one("link", rel="canonical").attributes["href"],
        "locale": "fr_BE",
        "type": "website",
    }
    assert page.one("meta", property=f"og:{name}").attributes["content"] == expected[name]
