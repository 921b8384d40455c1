# SPDX-License-Identifier: GPL-3.0-or-later
"""The charter as it is published: dated, licensed, and with the account of the network."""

import re
from datetime import date

import pytest

from intake.model.language import Language, date_text
from tests.site.conftest import ROOT, BuiltSite, Page

LICENCE = "https://creativecommons.org/licenses/by-sa/3.0/"


@pytest.fixture(params=list(Language))
def charter(site: BuiltSite, request: pytest.FixtureRequest) -> Page:
    """Return the charter in each language."""
    return site.page(f"/{request.param}/charter/")


@pytest.mark.parametrize(
    "fact",
    ["Moving Art Studio", "BE 0451.807.885", "BE98 0962 4450 5493"],
    ids=["name", "VAT number", "account"],
)
def test_the_charter_says_whom_one_pays(charter: Page, fact: str) -> None:
    assert fact in charter.one("main").text


def test_the_charter_links_its_licence(charter: Page) -> None:
    """In its text, and in the foot that every page has."""
    links = [one.attributes for one in charter.all("a")]
    licences = [one for one in links if one["href"].startswith(LICENCE)]
    assert [one.get("rel") for one in licences] == [None, "license"]


@pytest.mark.parametrize("language", Language)
def test_the_charter_says_of_which_day_it_is(site: BuiltSite, language: Language) -> None:
    source = (ROOT / "content" / "pages" / f"charter.{language}.md").read_text(encoding="utf-8")
    (day,) = re.findall(r"^Date: (\d{4}-\d\d-\d\d)$", source, re.MULTILINE)
    last = list(site.page(f"/{language}/charter/").all("p", class_="about"))[-1]
    assert date_text(date.fromisoformat(day), language) in last.text


def test_the_charter_has_the_same_date_in_every_language() -> None:
    folder = ROOT / "content" / "pages"
    sources = [(folder / f"charter.{one}.md").read_text(encoding="utf-8") for one in Language]
    days = {re.findall(r"^Date: (.+)$", source, re.MULTILINE)[0] for source in sources}
    assert len(days) == 1
