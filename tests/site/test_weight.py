# SPDX-License-Identifier: GPL-3.0-or-later
"""A page is light: a slow line or an old machine shows it all the same."""

import re
from pathlib import Path
from urllib.parse import urljoin

from tests.site.conftest import BuiltSite, Page

# KB as Lighthouse's budgets count them, 1024 bytes.
HEAVIEST = 60 * 1024
MOST_REQUESTS = 6


def loaded(site: BuiltSite, page: Page) -> set[Path]:
    """Return every file that a browser asks for to show the page, the page itself included."""
    names = [link.attributes["href"] for link in page.all("link", rel="stylesheet")]
    names += [link.attributes["href"] for link in page.all("link", rel="icon")]
    names += [image.attributes["src"] for image in page.all("img")]
    names += [script.attributes["src"] for script in page.all("script")]
    names.append("index.html")
    files = {site.folder / urljoin(page.address, name).removeprefix("/") for name in names}
    for sheet in [file for file in files if file.suffix == ".css"]:
        fonts = re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text(encoding="utf-8"))
        files |= {sheet.parent / font for font in fonts}
    return files


def test_a_page_without_its_pictures_weighs_little(site: BuiltSite) -> None:
    weights = {
        page.address: sum(
            file.stat().st_size
            for file in loaded(site, page)
            if file.suffix in {".html", ".css", ".woff2", ".js"}
        )
        for page in site.pages.values()
    }
    assert {page: weight for page, weight in weights.items() if weight > HEAVIEST} == {}


def test_a_page_takes_few_requests(site: BuiltSite) -> None:
    requests = {page.address: len(loaded(site, page)) for page in site.pages.values()}
    assert {page: count for page, count in requests.items() if count > MOST_REQUESTS} == {}
