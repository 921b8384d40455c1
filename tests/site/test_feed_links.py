# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program reads of us leads somewhere too: feeds with their texts, records, the calendar."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag

from intake.settings import Settings
from tests.site.conftest import BuiltSite

_ENDINGS = frozenset({".xml", ".json", ".ics", ".txt"})


def named(file: Path, start: str) -> Iterator[str]:
    """Return every address of ours that stands in a file, in markup within markup too."""
    text = file.read_text(encoding="utf-8").replace("\r\n ", "")
    # A feed holds pages as text; their quotes are written out twice.
    text = html.unescape(html.unescape(text)).replace('\\"', '"')
    yield from re.findall(rf"{re.escape(start)}(/[^\s\"'<>{{}})\]]*)", text)
    yield from re.findall(r"(?:href|src)=\"(/[^\"]*)\"", text)


def is_there(site: BuiltSite, address: str) -> bool:
    """Say whether the site has the page, with the anchor, or the file."""
    path, anchor = urldefrag(address)
    if page := site.pages.get(path):
        return not anchor or any(one.attributes.get("id") == anchor for one in page.elements)
    return (site.folder / path.removeprefix("/")).is_file()


def test_every_address_that_a_program_reads_leads_somewhere(
    site: BuiltSite, settings: Settings
) -> None:
    files = [file for file in site.folder.rglob("*") if file.suffix in _ENDINGS]
    dead = {
        (str(file.relative_to(site.folder)), address)
        for file in files
        if file.parent.name != "pagefind"
        for address in named(file, settings.site.address)
        # OpenSearch has a place for the words after the number sign.
        if not is_there(site, address.removesuffix("#q="))
    }
    assert dead == set()
