# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeds that a reader can trust: whole, in each language, the same on any day."""

from xml.etree import ElementTree as ET

import pytest

from intake.model.language import Language
from intake.site.feeds import SECTIONS
from tests.site.conftest import BuiltSite

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(site: BuiltSite, language: Language, section: str, name: str) -> ET.Element:
    """Return the root of a feed."""
    text = (site.folder / language / section / name).read_text(encoding="utf-8")
    return ET.fromstring(text)  # noqa: S314  # our own


@pytest.mark.promise("P26")
@pytest.mark.promise("P38")
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", Language)
def test_every_article_is_an_entry_whose_id_is_its_address(
    site: BuiltSite,
    language: Language,
    section: str,
) -> None:
    feed = parsed(site, language, section, "atom.xml")
    ids = [entry.findtext(f"{ATOM}id", "") for entry in feed.iter(f"{ATOM}entry")]
    start = f"/{language}/{section}/"
    pages = {address for address in site.pages if address.startswith(start) and address != start}

    assert {"/" + one.split("/", 3)[3] for one in ids} == pages


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_of_a_section_leads_to_its_feeds(site: BuiltSite, section: str) -> None:
    page = site.page(f"/fr/{section}/")
    types = {link.attributes.get("type") for link in page.all("link", rel="alternate")}

    assert {"application/rss+xml", "application/atom+xml"} <= types


def test_an_advisory_stands_in_the_feed_in_full(site: BuiltSite) -> None:
    items = parsed(site, Language.EN, "security", "rss.xml").findall("channel/item")
    encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
    texts = [item.findtext(encoded, "") for item in items]

    assert any('id="what-happened"' in text for text in texts)


def test_an_advisory_carries_its_severity(site: BuiltSite) -> None:
    categories = {
        category.get("term")
        for category in parsed(site, Language.NL, "security", "atom.xml").iter(f"{ATOM}category")
    }

    assert categories <= {"low", "moderate", "high", "critical"}
    assert categories


def test_a_feed_does_not_tell_when_it_was_built(site: BuiltSite) -> None:
    """It counts as updated when its newest entry was."""
    feed = parsed(site, Language.FR, "security", "atom.xml")
    updated = [entry.findtext(f"{ATOM}updated", "") for entry in feed.iter(f"{ATOM}entry")]

    assert feed.findtext(f"{ATOM}updated") == max(updated)
