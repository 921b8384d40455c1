# SPDX-License-Identifier: GPL-3.0-or-later
"""What the charter promises stands on the pages, with its figures, in every language.

A test can prove that we say it. That people do it, the page "How we keep the charter" leaves open.
"""

import re
from urllib.parse import urlsplit

import pytest

from intake.model.language import Language
from tests.site.conftest import BuiltSite, Page

EACH_LANGUAGE = pytest.mark.parametrize("language", Language)


def has(page: Page, word: str) -> bool:
    """Say whether the page shows a figure or a name by itself, not within another one."""
    return bool(re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", page.one("main").text))


@EACH_LANGUAGE
@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param(
            "charter",
            ["1994", "1999", "2000", "2002", "2005"],
            marks=pytest.mark.promise("P02"),
            id="years",
        ),
        pytest.param(
            "about", ["1994", "1999", "2000", "2002", "2005"], marks=pytest.mark.promise("P02")
        ),
        pytest.param("renewals", ["14", "30", "60", "40"], marks=pytest.mark.promise("P12")),
        pytest.param(
            "domain-names", ["DNS Belgium", "whois", "40"], marks=pytest.mark.promise("P14")
        ),
        pytest.param("dedicated-servers", ["15"], marks=pytest.mark.promise("P18")),
        pytest.param(
            "environment", ["3", "ENERGY STAR", "80 PLUS"], marks=pytest.mark.promise("P23")
        ),
        pytest.param(
            "charter",
            ["SCP", "IMAPS", "POP3S", "HTTPS", "SSH"],
            marks=pytest.mark.promise("P28"),
            id="secure",
        ),
        pytest.param("contact", ["24", "48"], marks=pytest.mark.promise("P33")),
        pytest.param(
            "charter", ["31", "24", "RAID 1"], marks=pytest.mark.promise("P34"), id="copies"
        ),
    ],
)
def test_a_page_names_the_figures(
    site: BuiltSite, language: Language, name: str, words: list[str]
) -> None:
    page = site.page(f"/{language}/{name}/")
    assert [word for word in words if not has(page, word)] == []


@EACH_LANGUAGE
@pytest.mark.parametrize(
    ("name", "chapters"),
    [
        pytest.param("charter", ["who-we-are"], marks=pytest.mark.promise("P02")),
        pytest.param(
            "services",
            [
                *("shared-hosting", "domain-names", "e-mail", "virtual-servers"),
                *("dedicated-servers", "streaming", "know-how"),
            ],
            marks=pytest.mark.promise("P04"),
        ),
        pytest.param(
            "environment",
            [
                *("renewable-energy", "low-consumption-hardware", "efficient-use"),
                *("electronic-invoices", "recycling"),
            ],
            marks=pytest.mark.promise("P23"),
        ),
        pytest.param(
            "privacy",
            ["controller", "what-and-why", "retention", "recipients", "your-rights"],
            marks=pytest.mark.promise("P41"),
        ),
    ],
)
def test_a_page_has_a_chapter_for_each_point(
    site: BuiltSite, language: Language, name: str, chapters: list[str]
) -> None:
    ids = {one.attributes.get("id") for one in site.page(f"/{language}/{name}/").all("h2")}
    assert [chapter for chapter in chapters if chapter not in ids] == []


@pytest.mark.promise("P41")
@EACH_LANGUAGE
def test_policies_stand_beside_the_charter(site: BuiltSite, language: Language) -> None:
    wanted = {f"/{language}/{name}/" for name in ("privacy", "acceptable-use", "terms")}
    links = [one.attributes["href"] for one in site.page(f"/{language}/charter/").all("a")]
    # A link of the text is a whole address; one of the frame begins with a stroke.
    assert wanted <= {urlsplit(link).path for link in links if not link.startswith("/")}


# Belgian law and the Digital Services Act want these within easy reach, wherever a reader is.
@pytest.mark.parametrize(
    "name",
    ["imprint", "terms", "privacy", "contact", "report-content", "acceptable-use", "accessibility"],
)
def test_every_page_leads_to_what_the_law_asks(site: BuiltSite, name: str) -> None:
    without = []
    for page in site.pages.values():
        links = {one.attributes["href"] for one in page.all("a")}
        language = page.address.split("/")[1]
        if language and f"/{language}/{name}/" not in links:
            without.append(page.address)
    assert without == []
