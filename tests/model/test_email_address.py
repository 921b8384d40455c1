# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses on a page: people read them, harvesters do not (promise P30)."""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model.email_address import readable_address
from intake.model.language import Language

ADDRESS = "desk.team+orders@mail.example.org"

# What harvesters and their tutorials look for, from the plainest to the most patient.
HARVESTERS = {
    "plain": r"\S+@\S+",
    "usual": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    "rfc": r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9-]+\.)+[a-z]+",
    "spaced": r"[\w.+-]+\s*@\s*[\w-]+(?:\.[\w-]+)+",
    "entity": r"[\w.+-]+\s*(?:&#0*64;|&#x0*40;|&commat;)\s*[\w-]+(?:\.[\w-]+)+",
    "worded": r"[\w.+-]+\s*[\[({]?\s*(?:at|arobase|apenstaartje)\s*[\])}]?\s*[\w-]+(?:\.[\w-]+)+",
    "link": r"mailto:",
}


class Reader(HTMLParser):
    """Reads as a person does: text only, and nothing that is hidden."""

    def __init__(self) -> None:
        """Start with nothing read."""
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember whether an element is hidden; one that never closes holds no text."""
        if tag != "wbr":
            self._open.append("hidden" in dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        if tag != "wbr":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Read what is to be seen."""
        if not any(self._open):
            self.text += data


def strip_tags(text: str) -> str:
    """Return the text without tags, as harvesters do it."""
    return re.sub(r"<[^>]*>", "", text)


# What a harvester may do to the source before it looks.
READINGS: dict[str, tuple[Callable[[str], str], ...]] = {
    "source": (),
    "decoded": (html.unescape,),
    "stripped": (strip_tags,),
    "stripped and decoded": (strip_tags, html.unescape),
    "decoded and stripped": (html.unescape, strip_tags),
}


def as_harvester(source: str, reading: str) -> str:
    """Return the source as a harvester may prepare it."""
    for step in READINGS[reading]:
        source = step(source)
    return source


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("harvester", sorted(HARVESTERS))
def test_a_harvester_finds_nothing(harvester: str, reading: str, language: Language) -> None:
    text = as_harvester(str(readable_address(ADDRESS, language)), reading)

    found = [match.group() for match in re.finditer(HARVESTERS[harvester], text, re.IGNORECASE)]

    assert [one for one in found if "orders" in one] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reading", READINGS)
def test_no_usual_harvester_finds_even_a_wrong_address(reading: str, language: Language) -> None:
    text = as_harvester(str(readable_address(ADDRESS, language)), reading)

    assert re.findall(HARVESTERS["usual"], text) == []


@pytest.mark.parametrize("harvester", sorted({*HARVESTERS} - {"entity", "worded", "link"}))
def test_each_harvester_would_find_the_plain_address(harvester: str) -> None:
    assert re.search(HARVESTERS[harvester], f"Write to {ADDRESS} today")


@pytest.mark.parametrize("language", Language)
def test_a_person_reads_the_address(language: Language) -> None:
    reader = Reader()

    reader.feed(str(readable_address(ADDRESS, language)))

    assert reader.text == ADDRESS


@settings(deadline=None)
@given(st.from_regex(r"[a-z0-9.&<>'\"]{1,20}@[a-z0-9.-]{1,20}\.be", fullmatch=True))
def test_a_person_reads_any_address(address: str) -> None:
    reader = Reader()

    reader.feed(str(readable_address(address, Language.EN)))

    assert reader.text == address


@pytest.mark.parametrize(
    ("language", "remark"),
    [
        (Language.EN, "[leave this out]"),
        (Language.FR, "[à omettre]"),
        (Language.NL, "[weglaten]"),
    ],
)
def test_a_text_browser_shows_plain_words_of_the_language(
    language: Language,
    remark: str,
) -> None:
    source = str(readable_address(ADDRESS, language))

    shown = as_harvester(source, "stripped and decoded")

    assert shown == f"desk.team+orders {remark} @mail.example.org"
