# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the network: what is going on first, refused where it cannot be."""

from pathlib import Path

import pytest

from intake.model.language import Language
from intake.settings import Settings, read_texts
from intake.site.heads import HeadError
from intake.site.status import read_status
from tests.site.conftest import STATUS, BuiltSite, read_page, write

KNOWN = frozenset({"hosting", "mail"})
NAME = "2026-11-21-mail"


@pytest.mark.parametrize(
    ("key", "value", "line", "why"),
    [
        ("State", "done", 4, "is no state; write ongoing, planned, resolved"),
        ("Starts", "2026-11-21", 5, "has no time of day"),
        ("Starts", "2026-11-21T09:12:00", 5, "is no day like 2026-11-22, nor a time like"),
        ("Services", "mail, phone", 6, "'phone' is no service; write some of hosting, mail"),
        ("Ends", "2026-11-21T08:12:00Z", 7, "Ends does not lie after Starts"),
        ("State", "resolved", 1, "Ends is missing"),
        ("State", "planned", 1, "Ends is missing"),
    ],
)
def test_a_fact_that_cannot_be_is_told_with_file_and_line(
    tmp_path: Path, key: str, value: str, line: int, why: str
) -> None:
    write(tmp_path, NAME, STATUS | {key: value})
    with pytest.raises(HeadError, match=f"{NAME}.en.md:{line}: .*{why}"):
        read_status(tmp_path, KNOWN)


@pytest.mark.parametrize("key", ["State", "Starts", "Services"])
def test_sisters_that_differ_in_a_fact_are_told_with_file_and_key(tmp_path: Path, key: str) -> None:
    write(tmp_path, NAME, STATUS)
    write(tmp_path, NAME, STATUS | {key: "else"}, languages=["fr"])
    with pytest.raises(HeadError, match=f"{NAME}.fr.md:.: {key} is 'else', but in {NAME}.en.md"):
        read_status(tmp_path, KNOWN)


def test_an_end_that_one_language_knows_is_told_to_the_others(tmp_path: Path) -> None:
    write(tmp_path, NAME, STATUS)
    write(tmp_path, NAME, STATUS | {"Ends": "2026-11-22T09:12:00Z"}, languages=["nl"])
    with pytest.raises(HeadError, match=f"{NAME}.nl.md:7: Ends is"):
        read_status(tmp_path, KNOWN)


@pytest.mark.parametrize("language", Language)
def test_the_page_has_a_chapter_for_each_state(site: BuiltSite, language: Language) -> None:
    headings = [one.attributes["id"] for one in site.page(f"/{language}/status/").all("h2")]
    assert headings == ["ongoing", "planned", "resolved"]


def test_what_goes_on_stands_before_what_is_over(small_site: Path) -> None:
    page = read_page(small_site, small_site / "en" / "status" / "index.html")
    links = [link.attributes["href"] for link in page.all("a")]
    shown = [link for link in links if link in {"/en/status/mail/", "/en/status/disk/"}]
    assert shown == ["/en/status/mail/", "/en/status/disk/"]


@pytest.mark.parametrize("language", Language)
def test_an_item_shows_when_and_who_notices_it(
    small_site: Path, settings: Settings, language: Language
) -> None:
    page = read_page(small_site, small_site / language / "status" / "disk" / "index.html")
    cells = [cell.text for cell in page.all("td")]
    texts = read_texts(settings.folders.theme)[language]
    services = f"{texts['services']['mail']}, {texts['services']['hosting']}"
    times = [time.attributes["datetime"] for time in page.all("time")]
    assert (cells[0], cells[-1]) == (texts["status"]["resolved"], services)
    assert times == ["2026-11-21T09:12:00+01:00", "2026-11-21T10:05:00+01:00"]


@pytest.mark.parametrize("language", Language)
def test_the_status_is_one_click_away_from_every_page(site: BuiltSite, language: Language) -> None:
    without = [
        page.address
        for page in site.pages.values()
        if page.address.startswith(f"/{language}/")
        and not list(page.all("a", href=f"/{language}/status/"))
    ]
    assert without == []


@pytest.mark.parametrize("language", Language)
def test_the_page_leads_to_its_calendar(site: BuiltSite, language: Language) -> None:
    address = f"/{language}/status/calendar.ics"
    assert len(list(site.page(f"/{language}/status/").all("a", href=address))) == 1
