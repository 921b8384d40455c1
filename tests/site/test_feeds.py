# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeds that a reader can trust: whole, in each language, the same on any day."""

import json
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from intake.model.advisory import Severity
from intake.model.language import Language
from intake.site.feeds import SECTIONS
from intake.site.json_feed import JSON
from intake.site.xml_feeds import ATOM, RSS
from tests.site.conftest import HUBS, BuiltSite, build

ATOM_NAME = "{http://www.w3.org/2005/Atom}"


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
    feed = parsed(site, language, section, ATOM)
    ids = [entry.findtext(f"{ATOM_NAME}id", "") for entry in feed.iter(f"{ATOM_NAME}entry")]
    start = f"/{language}/{section}/"
    lists = {start, *(f"{start}{severity}/" for severity in Severity)}
    pages = {address for address in site.pages if address.startswith(start)} - lists

    assert {"/" + one.split("/", 3)[3] for one in ids} == pages


@pytest.mark.parametrize("path", ["", *(f"{section}/" for section in SECTIONS)])
@pytest.mark.parametrize("language", Language)
def test_a_page_leads_to_its_feeds_in_sight_and_for_readers(
    site: BuiltSite, language: Language, path: str
) -> None:
    page = site.page(f"/{language}/{path}")
    found = {
        link.attributes["href"]
        for link in page.all("link", rel="alternate")
        if "type" in link.attributes
    }
    shown = {link.attributes["href"] for link in page.all("a")}
    feeds = {f"/{language}/{path}{name}" for name in (RSS, ATOM, JSON)}

    assert (found, feeds - shown) == (feeds, set())


def test_an_advisory_stands_in_the_feed_in_full(site: BuiltSite) -> None:
    items = parsed(site, Language.EN, "security", RSS).findall("channel/item")
    encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
    texts = [item.findtext(encoded, "") for item in items]

    assert any('id="what-happened"' in text for text in texts)


def categories(entry: ET.Element) -> set[tuple[str, str]]:
    """Return the categories of an Atom entry: what programs know them by, and what people read."""
    found = entry.iter(f"{ATOM_NAME}category")
    return {(one.get("term", ""), one.get("label", "")) for one in found}


def test_an_advisory_carries_its_severity_and_its_cve_ids(small_site: Path) -> None:
    feed = ET.parse(small_site / "nl" / "security" / ATOM)  # noqa: S314  # our own
    (entry,) = [
        one
        for one in feed.iter(f"{ATOM_NAME}entry")
        if one.findtext(f"{ATOM_NAME}id", "").endswith("/leak/")
    ]
    expected = {("security", "Veiligheid"), ("critical", "kritiek")}
    assert categories(entry) == expected | {
        (cve, cve) for cve in ("CVE-2014-0160", "CVE-2026-12345")
    }


def test_the_feed_of_everything_brings_every_section(site: BuiltSite) -> None:
    feed = parsed(site, Language.EN, "", ATOM)
    ids = {entry.findtext(f"{ATOM_NAME}id", "") for entry in feed.iter(f"{ATOM_NAME}entry")}
    sections = {one.split("/")[4] for one in ids}
    assert sections == {"manuals", "news", "security", "status"}


def test_a_feed_brings_the_fifty_that_changed_last(small_site: Path) -> None:
    """An old advisory that was updated today is news; the oldest news is not."""
    feed = json.loads((small_site / "en" / JSON).read_text(encoding="utf-8"))
    slugs = [item["id"].split("/")[-2] for item in feed["items"]]
    assert (len(slugs), "leak" in slugs, "news-1" in slugs, "news-55" in slugs) == (
        50,
        True,
        False,
        True,
    )


def test_an_entry_is_updated_when_its_document_says_so(small_site: Path) -> None:
    feed = json.loads((small_site / "fr" / "security" / JSON).read_text(encoding="utf-8"))
    dates = {item["id"].split("/")[-2]: item["date_modified"] for item in feed["items"]}
    assert dates == {
        "leak": "2026-11-20T16:30:00+01:00",
        "old-keys": "2026-03-01T00:00:00+01:00",
    }


def test_an_advisory_leads_to_its_record_for_programs(small_site: Path) -> None:
    feed = json.loads((small_site / "fr" / "security" / JSON).read_text(encoding="utf-8"))
    (url,) = [one["url"] for one in feed["items"][0]["attachments"]]
    assert (small_site / "osv" / url.rsplit("/", 1)[1]).is_file()


def test_links_in_a_feed_are_whole(small_site: Path) -> None:
    """A reader shows the text far from the page: /en/ and #part would lead nowhere."""
    feed = json.loads((small_site / "en" / "security" / JSON).read_text(encoding="utf-8"))
    links = re.findall(r'href="([^"]*)"', feed["items"][0]["content_html"])
    site = "http://127.0.0.1:8080/en"
    assert links == [f"{site}/security/leak/#todo", f"{site}/security/old-keys/", f"{site}/status/"]


@pytest.mark.parametrize("name", [RSS, ATOM, JSON])
def test_a_feed_names_a_hub_only_if_one_is_configured(
    site: BuiltSite, small_site: Path, name: str
) -> None:
    hub = "https://hub.example.org/"
    feeds = [(folder / "en" / name).read_text("utf-8") for folder in (site.folder, small_site)]
    assert [hub in feed for feed in feeds] == [False, True]


def test_a_build_on_another_day_writes_the_same_feeds(
    small_content: Path, small_site: Path
) -> None:
    later = small_site.with_name("later")
    assert build(later, content=small_content, today=date(2027, 3, 4), more=HUBS).returncode == 0
    kinds = (".xml", ".json", ".ics")
    differing = [
        path.relative_to(small_site)
        for path in small_site.rglob("*")
        if path.suffix in kinds
        and path.read_bytes() != (later / path.relative_to(small_site)).read_bytes()
    ]
    assert differing == []


def test_a_feed_does_not_tell_when_it_was_built(site: BuiltSite) -> None:
    """It counts as updated when its newest entry was."""
    feed = parsed(site, Language.FR, "security", ATOM)
    updated = [
        entry.findtext(f"{ATOM_NAME}updated", "") for entry in feed.iter(f"{ATOM_NAME}entry")
    ]

    assert feed.findtext(f"{ATOM_NAME}updated") == max(updated)
