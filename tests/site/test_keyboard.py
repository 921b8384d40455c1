# SPDX-License-Identifier: GPL-3.0-or-later
"""The way with the keyboard alone: all that can be used is a stop, in reading order, and seen."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Page

from intake.model.language import Language
from tests.site.colours import colour_of, contrast
from tests.site.serving import SHOWN_AT_THE_ROOT, walk

# A group of radio buttons is one stop; arrows lead on within it.
_STOPS = """
() => {
  const fields = "input:not([type=hidden]), textarea, select";
  const usable = `a[href], button, ${fields}, summary, [tabindex='0']`;
  const groups = new Set();
  return [...document.querySelectorAll(usable)].filter((one) => {
    if (one.tabIndex < 0 || !one.checkVisibility()) return false;
    if (one.type !== "radio") return true;
    const group = [...document.getElementsByName(one.name)];
    const stop = group.find((other) => other.checked) ?? group[0];
    return one === stop && groups.size < groups.add(one.name).size;
  }).map((one) => one.outerHTML.slice(0, 120));
}
"""
_FOCUS = """
() => {
  const one = document.activeElement;
  if (one === document.body || one === document.documentElement) return null;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
  const clear = /^rgba\\\\(.*, 0\\\\)$/;
  let ground = one.parentElement;
  const isClear = () => clear.test(getComputedStyle(ground).backgroundColor);
  while (ground && isClear()) ground = ground.parentElement;
  const { left, right, top, bottom } = one.getBoundingClientRect();
  return {
    html: one.outerHTML.slice(0, 120),
    outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
    colour: outlineColor,
    ground: getComputedStyle(ground ?? document.documentElement).backgroundColor,
    isOnScreen: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
    left: left + scrollX, top: top + scrollY, bottom: bottom + scrollY,
  };
}
""".replace("\\\\", "\\")
_MOST_STOPS = 400


# What a stop looks like in the other scheme needs no keyboard.
_FOCUS_EACH = f"""
() => {{
  const focus = {_FOCUS.strip()};
  const usable = "a[href], button, input:not([type=hidden]), textarea, select, summary";
  const seen = [...document.querySelectorAll(`${{usable}}, [tabindex='0']`)];
  return seen.filter((one) => one.tabIndex >= 0 && one.checkVisibility()).map((one) => {{
    one.focus({{ focusVisible: true }});
    return focus();
  }});
}}
"""


def stops(page: Page) -> list[Any]:
    """Press Tab until the page lets go or begins anew, and return each stop on the way."""
    page.evaluate("document.activeElement?.blur()")
    passed: list[Any] = []
    while len(passed) < _MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if stop is None or (passed and stop["html"] == passed[0]["html"]):
            return passed
        passed.append(stop)
    pytest.fail(f"the keyboard is caught: {passed[-3:]}")


def faults(page: Page) -> Iterator[tuple[str, str]]:
    """Return what is wrong with the way through a page as it lies before the reader."""
    # Scrolling to a stop takes a moment otherwise.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    expected = page.evaluate(_STOPS)
    passed = stops(page)
    if [one["html"] for one in passed] != expected:
        yield ("stops", str([one["html"] for one in passed if one["html"] not in expected]))
        yield ("missed", str([one for one in expected if one not in [o["html"] for o in passed]]))
    if 'class="skip"' not in passed[0]["html"]:
        yield ("skip link is not the first", passed[0]["html"])
    yield from _unseen(passed)
    page.emulate_media(color_scheme="dark")
    yield from _unseen(page.evaluate(_FOCUS_EACH))
    for one, following in itertools.pairwise(passed[1:]):
        if following["bottom"] <= one["top"] and following["left"] <= one["left"]:
            yield ("goes back", following["html"])


def _unseen(passed: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for one in passed:
        seen = contrast(colour_of(one["colour"]), colour_of(one["ground"]))
        if one["outline"] < 2 or seen < 3 or not one["isOnScreen"]:
            yield (f"focus {one['outline']} px, {seen:.1f}", one["html"])


def test_the_keyboard_reaches_all_there_is_and_shows_where_it_is(page: Page, address: str) -> None:
    """In the language with the longest words; on a telephone, where there is one column."""
    page.set_viewport_size({"width": 360, "height": 740})
    found = []
    for name in walk(page, address, Language.FR):
        # A form with faults begins at their summary, not at the top; it is walked empty.
        if name.endswith((" order.html", "request_again.html")):
            continue
        found += [(name, *fault) for fault in faults(page)]
    for place in SHOWN_AT_THE_ROOT.values():
        page.goto(f"{address}{place}")
        found += [(place, *fault) for fault in faults(page)]
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_focus_that_cannot_be_seen_is_found(page: Page, scheme: str) -> None:
    seen = "a:focus-visible { outline: 3px solid #777 }"
    unseen = "a:focus-visible { outline: none }"
    style = f"{seen} @media (prefers-color-scheme: {scheme}) {{ {unseen} }}"
    page.set_content(f"<style>{style}</style><a class='skip' href='/'>One</a>")
    assert [fault.split(",")[0] for fault, _ in faults(page)] == ["focus 0 px"]


def test_the_skip_link_leads_to_the_text(page: Page, address: str) -> None:
    page.goto(f"{address}/nl/charter/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
