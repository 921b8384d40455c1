# SPDX-License-Identifier: GPL-3.0-or-later
"""Every feed is valid: RSS Advisory Board profile, RFC 4287, JSON Feed 1.1."""

import json
from pathlib import Path
from typing import Any

import pytest

from intake.model.language import Language
from intake.site.feeds import SECTIONS
from intake.site.json_feed import JSON
from intake.site.xml_feeds import ATOM, RSS
from tests.site.conftest import BuiltSite
from tests.site.feed_rules import atom_faults, json_feed_faults, rss_faults

FOLDERS = ["", *SECTIONS]
# A change that breaks a rule, for each of the rules that are easily broken.
RSS_BREAKS = {
    "a self link that leads elsewhere": ("rss.xml", "atom.xml"),
    "a date of another form": (" 2026 ", " 26 "),
    "a relative link in the text": ('href="http://127.0.0.1:8080/en/status/', 'href="/en/status/'),
    "a script in the text": ("&lt;p&gt;", "&lt;script&gt;"),
    "an id that is none": ('isPermaLink="true"', 'isPermaLink="false"'),
    "an element that does not belong": ("<docs>", "<ttl>1</ttl><docs>"),
    "no language": ("<language>en</language>", ""),
    "markup in a title": ("<title>Old keys", "<title>&lt;b&gt;Old keys"),
    "an id twice": ("/old-keys/</guid>", "/leak/</guid>"),
}
ATOM_BREAKS = {
    "no language": (' xml:lang="en"', ""),
    "no self link": ('rel="self"', 'rel="related"'),
    "a date of another form": ("2026-03-01T00:00:00+01:00</updated>", "2026-03-01</updated>"),
    "an id twice": ("/old-keys/</id>", "/leak/</id>"),
    "content without a type": (' type="html"', ""),
    "no author": ("<name>all2all</name>", "<name/>"),
    "a category without a term": ('term="low"', 'term=""'),
    "an element twice": ("<title>Old keys</title>", "<title>Old</title><title>keys</title>"),
}
JSON_BREAKS: dict[str, dict[str, Any]] = {
    "an old version": {"version": "https://jsonfeed.org/version/1"},
    "no title": {"title": ""},
    "an unknown key": {"author": {"name": "all2all"}},
    "an item without an id": {"items": [{"content_html": "Text"}]},
    "an item without a text": {"items": [{"id": "1"}]},
    "an id twice": {"items": [{"id": "1", "content_html": "Text"}] * 2},
    "a date of another form": {
        "items": [{"id": "1", "content_html": "Text", "date_published": "2026-03-01"}]
    },
}


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("language", Language)
def test_a_feed_is_valid_in_all_its_formats(
    site: BuiltSite, small_site: Path, language: Language, folder: str
) -> None:
    for root in (site.folder, small_site):
        files = root / language / folder
        assert rss_faults((files / RSS).read_bytes()) == []
        assert atom_faults((files / ATOM).read_bytes()) == []
        assert json_feed_faults(json.loads((files / JSON).read_bytes())) == []


@pytest.mark.parametrize(("old", "new"), RSS_BREAKS.values(), ids=RSS_BREAKS)
def test_a_feed_that_is_no_rss_is_found(small_site: Path, old: str, new: str) -> None:
    text = (small_site / "en" / "security" / RSS).read_text(encoding="utf-8")
    assert (old in text, rss_faults(text.replace(old, new).encode()) != []) == (True, True)


@pytest.mark.parametrize(("old", "new"), ATOM_BREAKS.values(), ids=ATOM_BREAKS)
def test_a_feed_that_is_no_atom_is_found(small_site: Path, old: str, new: str) -> None:
    text = (small_site / "en" / "security" / ATOM).read_text(encoding="utf-8")
    assert (old in text, atom_faults(text.replace(old, new).encode()) != []) == (True, True)


@pytest.mark.parametrize("change", JSON_BREAKS.values(), ids=JSON_BREAKS)
def test_a_feed_that_is_no_json_feed_is_found(small_site: Path, change: dict[str, Any]) -> None:
    feed = json.loads((small_site / "en" / "security" / JSON).read_bytes())
    assert json_feed_faults(feed | change) != []
