# SPDX-License-Identifier: GPL-3.0-or-later
"""How the site looks, as far as figures can say it: contrast, weight of the style, drawings."""

import re
from collections.abc import Mapping
from itertools import product

import pytest

from intake.model.language import Language
from intake.settings import read_texts
from intake.site.style import squeezed
from tests.site.conftest import ROOT, BuiltSite

SHEET = (ROOT / "theme" / "static" / "style.css").read_text(encoding="utf-8")
HEAVIEST_SHEET = 20 * 1024
GROUNDS = ("paper", "wash", "mark", "fault-wash")
TEXT = [
    *product(("ink", "soft", "link"), GROUNDS),
    *product(("ink", "soft", "link"), ("field",)),
    *product(("fault",), ("paper", "fault-wash")),
    ("on-action", "link"),
    ("on-band", "band"),
    ("on-sun", "sun"),
]
SHAPES = [*product(("edge", "focus"), ("paper", "field")), ("focus", "wash"), ("on-band", "mesh")]


def colours(scheme: str) -> Mapping[str, str]:
    """Return the colours of a scheme by name; the dark one changes what it must."""
    light, dark = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[:2]
    named = dict(re.findall(r"--([\w-]+): #(\w+);", light))
    return named | (dict(re.findall(r"--([\w-]+): #(\w+);", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, definitions)."""
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, definitions)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3.0)], ids=["text", "shapes"])
def test_what_is_to_be_seen_stands_out(
    scheme: str, pairs: list[tuple[str, str]], least: float
) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11."""
    named = colours(scheme)
    ratios = {pair: contrast(named[pair[0]], named[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < least} == {}


def test_the_style_sheet_is_small_even_for_those_who_write_it() -> None:
    assert len(SHEET.encode()) < HEAVIEST_SHEET


def test_browsers_get_the_sheet_without_its_comments(site: BuiltSite) -> None:
    sent = (site.folder / "theme" / "style.css").read_text(encoding="utf-8")
    notice, rules = sent.split("\n", 1)
    assert (notice.count("SPDX"), rules) == (1, f"{squeezed(SHEET)}\n")


def test_a_squeezed_sheet_has_every_rule_of_the_written_one() -> None:
    sent = squeezed(SHEET)
    written = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    assert "/*" not in sent
    written = re.sub(r"\s", "", re.sub(r"(?<![\d.])0\.", ".", written)).replace(";}", "}")
    assert written == re.sub(r"\s", "", sent)


def test_drawings_say_nothing_to_a_screen_reader(site: BuiltSite) -> None:
    drawings = [one for page in site.pages.values() for one in page.all("svg")]
    assert {one.attributes["aria-hidden"] for one in drawings} == {"true"}


@pytest.mark.parametrize("language", Language)
def test_the_home_page_draws_each_way_that_it_shows(site: BuiltSite, language: Language) -> None:
    home = site.page(f"/{language}/")
    ways = read_texts(ROOT / "theme")[language]["ways"]
    links = {link.attributes["href"] for link in home.all("a")}
    assert {f"/{language}/{slug}/" for slug in ways} <= links
    assert len(list(home.all("svg", class_="drawing"))) == len(ways)


@pytest.mark.parametrize("language", Language)
def test_the_home_page_says_how_the_network_does(site: BuiltSite, language: Language) -> None:
    (state,) = site.page(f"/{language}/").all("section", class_="state")
    assert read_texts(ROOT / "theme")[language]["status"]["none_ongoing"] in state.text


@pytest.mark.parametrize("language", Language)
def test_an_article_says_which_list_it_stands_in(site: BuiltSite, language: Language) -> None:
    (way,) = site.page(f"/{language}/manuals/dns-records/").all("nav", class_="way")
    texts = read_texts(ROOT / "theme")[language]
    assert way.text == f"{texts['site']['home']} {texts['menu']['manuals']}"


@pytest.mark.parametrize("language", Language)
def test_a_list_of_advisories_says_how_bad_each_is(site: BuiltSite, language: Language) -> None:
    page = site.page(f"/{language}/security/critical/")
    word = read_texts(ROOT / "theme")[language]["site"]["severity_critical"]
    assert {tag.text for tag in page.all("span", class_="tag critical")} == {word}
