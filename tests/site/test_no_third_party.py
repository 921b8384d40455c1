# SPDX-License-Identifier: GPL-3.0-or-later
"""No advertising, no tracking, no profiling: what a page may make a browser do (promise P03)."""

import re
from urllib.parse import urljoin

import pytest
from flask import Flask

from intake.model.language import Language
from tests.site.conftest import BuiltSite

pytestmark = pytest.mark.promise("P03")

# Where an address may stand without the browser asking anybody for it by itself.
_NOT_FETCHED = {("a", "href"), ("form", "action")}
# A browser reads the description of a search when its reader adds it, and then it is ours.
_NOT_FETCHED_LINKS = {"canonical", "alternate"}
_FETCHED = {("link", "href"), ("img", "src"), ("script", "src")}
_ADDRESS = re.compile(
    r"\s*(?:[a-z][a-z0-9+.-]*:)?//|\s*(?:data|javascript|blob|ftp):", re.IGNORECASE
)
_TAGS_THAT_RUN_OR_EMBED = frozenset(
    {"script", "style", "iframe", "frame", "object", "embed", "applet", "audio", "video", "base"}
)


def test_a_page_loads_nothing_from_another_origin(site: BuiltSite) -> None:
    """Outside of links, no attribute holds an address with a host of its own."""
    strays = []
    for page in (*site.pages.values(), *site.lost.values()):
        for element in page.elements:
            if element.tag == "link" and element.attributes["rel"] in _NOT_FETCHED_LINKS:
                continue
            if element.tag == "meta" and element.attributes.get("property") == "og:url":
                continue
            for name, value in element.attributes.items():
                if (element.tag, name) not in _NOT_FETCHED and _ADDRESS.match(value):
                    strays.append((page.address, element.tag, name, value))
    assert strays == []


def test_what_a_page_loads_lies_in_the_site(site: BuiltSite) -> None:
    loaded = {
        urljoin(page.address, element.attributes[name])
        for page in site.pages.values()
        for element in page.elements
        for name in ("src", "href")
        if (element.tag, name) in _FETCHED
        and name in element.attributes
        and element.attributes.get("rel") not in _NOT_FETCHED_LINKS
    }
    assert {one for one in loaded if not (site.folder / one.removeprefix("/")).is_file()} == set()


def test_a_page_loads_only_a_style_sheet_an_icon_and_pictures(site: BuiltSite) -> None:
    kinds = {
        link.attributes["rel"] for page in site.pages.values() for link in page.all("link")
    } - _NOT_FETCHED_LINKS
    assert kinds == {"icon", "stylesheet", "search"}


def test_no_page_runs_or_embeds_anything_but_search_and_order_form(site: BuiltSite) -> None:
    found = [
        (page.address, element.tag, dict(element.attributes))
        for page in (*site.pages.values(), *site.lost.values())
        for element in page.elements
        if element.tag in _TAGS_THAT_RUN_OR_EMBED
    ]
    scripts = [
        (f"/{language}/{page}/", "script", {"type": "module", "src": f"/theme/{page}.js"})
        for language in Language
        for page in ("order", "search")
    ]
    assert found == scripts


@pytest.mark.parametrize("name", ["order", "search"])
def test_a_script_names_no_other_host(site: BuiltSite, name: str) -> None:
    text = (site.folder / "theme" / f"{name}.js").read_text(encoding="utf-8")
    assert (
        re.findall(r"[a-z]+://(?!\)?)|[\"'`]//|eval|innerHTML|cookie|Storage|sendBeacon", text)
        == []
    )


def test_no_element_has_a_style_or_a_handler_of_its_own(site: BuiltSite) -> None:
    found = [
        (page.address, element.tag, name)
        for page in site.pages.values()
        for element in page.elements
        for name in element.attributes
        if name in {"style", "ping", "background", "srcset", "http-equiv"} or name.startswith("on")
    ]
    assert found == []


def test_the_style_sheet_loads_only_what_lies_beside_it(site: BuiltSite) -> None:
    sheet = site.folder / "theme" / "style.css"
    text = sheet.read_text(encoding="utf-8")
    targets = re.findall(r"url\(\s*[\"']?([^\"')]*)", text)
    assert [one for one in targets if ":" in one or not (sheet.parent / one).is_file()] == []


def test_the_style_sheet_imports_no_other(site: BuiltSite) -> None:
    text = (site.folder / "theme" / "style.css").read_text(encoding="utf-8")
    assert re.findall(r"@import|image-set|src\(|expression", text) == []


def test_pictures_are_plain_drawings(site: BuiltSite) -> None:
    """A drawing that a browser opens by itself could run a script or load something too."""
    found = []
    for picture in site.folder.rglob("*.svg"):
        text = picture.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        found += re.findall(r"<script|\bon\w+=|href|url\(|//|<!ENTITY|<style", text)
    assert found == []


def test_the_site_holds_no_file_that_no_page_needs(site: BuiltSite) -> None:
    beside = {"pagefind", ".well-known"}
    files = [file.relative_to(site.folder) for file in site.folder.rglob("*") if file.is_file()]
    kinds = {file.suffix for file in files if file.parts[0] not in beside}
    data = {".txt", ".xml", ".json", ".ics", ".map", ".caddy"}
    assert kinds <= {".html", ".css", ".svg", ".woff2", ".js"} | data


def test_no_page_comes_with_a_cookie(site: BuiltSite, intake: Flask) -> None:
    """As the intake serves the site where no other web server stands before it."""
    client = intake.test_client()
    answers = {address: client.get(address, buffered=True) for address in site.pages}
    told = {
        address: (answer.status_code, answer.headers.getlist("Set-Cookie"))
        for address, answer in answers.items()
    }
    assert told == {address: (200, []) for address in site.pages}


@pytest.mark.parametrize("language", Language)
def test_the_order_form_is_sent_to_the_site_that_shows_it(
    site: BuiltSite, language: Language
) -> None:
    form = site.page(f"/{language}/order/").one("form")
    assert form.attributes["action"].startswith(f"/{language}/")
