# SPDX-License-Identifier: GPL-3.0-or-later
"""On 320 pixels nothing runs off the side and nothing is cut off, also with wide spacing.

WCAG 2.2, 1.4.10 (reflow) and 1.4.12 (text spacing): tables of documents and code may scroll in a
frame of their own.
"""

from typing import Any

import pytest
from playwright.sync_api import Page

from intake.model.language import Language
from tests.site.serving import SHOWN_AT_THE_ROOT, walk

_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }
* { word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
_LOST = """
() => {
  const width = document.documentElement.clientWidth;
  const told = (one) => `${one.localName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`;
  const own = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const framed = ".scroll, pre, .skip, .unseen, thead, svg";
  const cuts = (one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowX);
  return [...document.querySelectorAll("body *")].filter((one) => {
    if (!one.checkVisibility() || one.closest(framed)) return false;
    const { right, left } = one.getBoundingClientRect();
    const cut = cuts(one) && own(one) && one.scrollWidth > one.clientWidth + 1;
    return cut || right > width + 1 || left < -1;
  }).map(told).concat(document.scrollingElement.scrollWidth > width ? ["scrolls sideways"] : []);
}
"""


def lost(page: Page, name: str) -> list[Any]:
    """Return what does not fit on the page that lies before the reader."""
    plain = page.evaluate(_LOST)
    page.add_style_tag(content=_SPACING)
    spaced = page.evaluate(_LOST)
    return [(name, *these) for these in (plain, spaced) if these]


@pytest.mark.parametrize("language", Language)
def test_no_template_is_wider_than_a_small_telephone(
    page: Page, address: str, language: Language
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    found = [fault for name in walk(page, address, language) for fault in lost(page, name)]
    assert found == []


def test_the_pages_of_no_language_fit_too(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    found = []
    for place in SHOWN_AT_THE_ROOT.values():
        page.goto(f"{address}{place}")
        found += lost(page, place)
    assert found == []


def test_what_is_too_wide_is_found(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content("<p style='width: 400px'>One</p>")
    assert lost(page, "") != []
