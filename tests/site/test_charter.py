# SPDX-License-Identifier: GPL-3.0-or-later
"""The charter as it is published: dated, licensed, and with the account of the network."""

import re
from datetime import date

import pytest

from intake.model.language import Language, date_text
from tests.site.conftest import ROOT, BuiltSite, Page

LICENCE = "https://creativecommons.org/licenses/by-sa/3.0/"
PUBLISHED = pytest.mark.promise("P01")
# What earlier versions said and the present one does not, and what took its place.
EARLIER = (
    *("068-2445054-02", "BE32 0682 4450 5402", "GKCCBEBB", "BE98 0962 4450 5493"),
    *("BE 451 807 885", "BE 0451.807.885", "Twitter", "lists.all2all.org", "WinPT", "Cambio"),
)


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


@PUBLISHED
def test_the_charter_links_its_licence(charter: Page) -> None:
    """In its text, and in the foot that every page has."""
    links = [one.attributes for one in charter.all("a")]
    licences = [one for one in links if one["href"].startswith(LICENCE)]
    assert [one.get("rel") for one in licences] == [None, "license"]


@PUBLISHED
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


@PUBLISHED
@pytest.mark.parametrize("language", Language)
def test_the_history_tells_of_each_version_and_what_changed(
    site: BuiltSite, language: Language
) -> None:
    page = site.page(f"/{language}/charter-history/")
    ids = {one.attributes.get("id") for one in page.all("h2")}
    versions = {"first-version", "long-version", "short-version", "present-charter"}
    shown = page.one("main").text
    assert (versions - ids, [fact for fact in EARLIER if fact not in shown]) == (set(), [])


@PUBLISHED
@pytest.mark.parametrize("language", Language)
def test_the_history_sets_the_old_hours_beside_the_new(site: BuiltSite, language: Language) -> None:
    rows = [row.text for row in site.page(f"/{language}/charter-history/").all("tr")]
    hours = {tuple(re.findall(r"\b\d+\b", row)) for row in rows}
    assert {("8", "24"), ("24", "48")} <= hours
