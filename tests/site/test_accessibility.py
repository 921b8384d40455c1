# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program can find against WCAG 2.2 AA, it does not find: axe-core on every template.

Where axe-core cannot tell the ground under a text, the pixels are looked at.
"""

import importlib.resources
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from intake.model.language import Language
from tests.site.colours import Colour, colour_of, contrast
from tests.site.conftest import ROOT
from tests.site.serving import SHOWN, SHOWN_AT_THE_ROOT, STEPS, walk

_AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
# In the second scheme nothing but colours is another; a rule that sees none would say it twice.
_OF_COLOURS = ("color-contrast", "link-in-text-block")
_SCHEMES: tuple[Any, ...] = (("light", None), ("dark", _OF_COLOURS))
# Rules of the standard and of good practice; what axe-core calls incomplete is asked for as well.
_RUN = """
async (rules) => {
  const wanted = ["violations", "incomplete"];
  const runOnly = rules && { type: "rule", values: rules };
  // axe-core leaves the size of targets out if not told, as it was new in WCAG 2.2.
  const also = { rules: { "target-size": { enabled: true } } };
  const found = await axe.run({ resultTypes: wanted, ...(runOnly ? { runOnly } : also) });
  const told = ({ id, nodes }) => nodes.map(({ target, html }) => [id, target.join(" "), html]);
  return wanted.map((kind) => found[kind].flatMap(told));
}
"""
_INK = """
(element) => {
  const { color, fontSize, fontWeight } = getComputedStyle(element);
  const text = document.createRange();
  text.selectNodeContents(element);
  const lines = [...text.getClientRects()].map((line) => ({
    x: line.x + scrollX, y: line.y + scrollY, width: line.width, height: line.height,
  }));
  element.style.color = "transparent";
  return { ink: color, size: parseFloat(fontSize), weight: +fontWeight, lines };
}
"""


def test_the_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)


def palest(page: Page, target: str) -> float:
    """Return by how much the text misses the contrast that it must have, on its worst pixel."""
    told = page.locator(target).evaluate(_INK)
    ink = colour_of(told["ink"])
    is_large = told["size"] >= 24 or (told["size"] >= 18.66 and told["weight"] >= 700)
    ground = {colour for line in told["lines"] for _, colour in pixels(page, line)}
    page.locator(target).evaluate("(element) => element.removeAttribute('style')")
    return min(contrast(ink, colour) for colour in ground) / (3 if is_large else 4.5)


def pixels(page: Page, clip: Any) -> list[tuple[int, Colour]]:  # noqa: ANN401  # playwright's
    """Return the colours of a part of the page, each with how often it is there."""
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip, full_page=True))).convert("RGB")
    colours = picture.getcolors(picture.width * picture.height)
    assert colours is not None
    return [(count, colour) for count, colour in colours if isinstance(colour, tuple)]


def faults(page: Page, name: str) -> Iterator[tuple[str, ...]]:
    """Return what axe-core finds in both schemes, and what cannot be read on its own ground."""
    page.evaluate(_AXE)
    for scheme, rules in _SCHEMES:
        page.emulate_media(color_scheme=scheme)
        broken, unclear = page.evaluate(_RUN, rules)
        yield from ((name, scheme, *one) for one in broken)
        for rule, target, html in unclear:
            if rule == "th-has-data-cells":
                # It cannot tell for a head that spans a body of its own, as on the page of prices.
                continue
            if rule != "color-contrast":
                yield (name, scheme, f"unclear: {rule}", target, html)
            elif (share := palest(page, target)) < 1:
                yield (name, scheme, f"contrast {share:.2f} of what it must be", target, html)


@pytest.mark.parametrize("language", Language)
def test_axe_finds_nothing_on_any_template(page: Page, address: str, language: Language) -> None:
    found = [fault for name in walk(page, address, language) for fault in faults(page, name)]
    assert found == []


def test_axe_finds_nothing_on_the_pages_of_no_language(page: Page, address: str) -> None:
    found: list[tuple[str, ...]] = []
    for place in SHOWN_AT_THE_ROOT.values():
        page.goto(f"{address}{place}")
        found += faults(page, place)
    assert found == []


def test_axe_finds_nothing_where_an_address_has_moved(
    page: Page, address: str, small_site: Path
) -> None:
    page.goto(f"{address}/404.html")
    source = (small_site / "fr" / "etat" / "index.html").read_text(encoding="utf-8")
    page.set_content(source.replace('<meta http-equiv="refresh"', "<meta"))
    assert list(faults(page, "redirect.html")) == []


def test_axe_finds_a_fault(page: Page) -> None:
    page.set_content('<html lang="en"><title>One</title><main><h1>One</h1><img src="x.svg"></main>')
    assert [fault[2] for fault in faults(page, "")] == ["image-alt"]


def test_a_text_that_its_drawing_swallows_is_found(page: Page) -> None:
    ground = "display: inline-block; background: linear-gradient(90deg, white 50%, #ccc 50%)"
    page.set_content(f'<p style="{ground}; color: #767676">One')
    page.emulate_media(color_scheme="light")
    assert palest(page, "p") < 1


def test_every_template_is_walked() -> None:
    """A new template is in tests/site/serving.py before it is on the site."""
    ours = (ROOT / "theme" / "templates", ROOT / "intake" / "web" / "templates")
    extending = {
        path.name
        for folder in ours
        for path in folder.glob("*.html")
        if '{% extends "' in path.read_text(encoding="utf-8")
    }
    # base.html says in a comment that others extend it.
    assert extending - {"base.html"} == {*SHOWN, *SHOWN_AT_THE_ROOT, *STEPS}


def test_axe_knows_the_standard_that_we_follow(page: Page) -> None:
    """WCAG 2.2 brought the size of targets: two close and small ones are found."""
    small = "width: 10px; height: 10px; padding: 0; border: 0"
    button = f'<button style="{small}" aria-label="One"></button>'
    page.set_content(f'<html lang="en"><title>One</title><main><h1>One</h1>{button * 3}</main>')
    assert "target-size" in {fault[2] for fault in faults(page, "")}
