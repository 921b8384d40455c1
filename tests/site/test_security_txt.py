# SPDX-License-Identifier: GPL-3.0-or-later
"""How to report a weakness: security.txt, as RFC 9116 has it."""

import datetime
import re
from pathlib import Path

import pytest

from intake.settings import Settings
from intake.site.security_txt import DaysError, security_txt
from tests.site.conftest import TODAY, BuiltSite, build

ADDRESS = "https://www.example.org"
PLACE = Path(".well-known", "security.txt")


def fields(text: str) -> dict[str, str]:
    """Return the fields of a file, none of which may stand twice."""
    lines = [line.partition(": ") for line in text.splitlines()]
    found = {name: value for name, _, value in lines}
    assert len(found) == len(lines)
    return found


@pytest.fixture
def published(site: BuiltSite) -> dict[str, str]:
    """Return what the site says."""
    return fields((site.folder / PLACE).read_text(encoding="utf-8"))


def test_what_must_be_there_is_there(published: dict[str, str]) -> None:
    """RFC 9116, sections 2.5.3 and 2.5.5."""
    assert {"Contact", "Expires"} <= set(published)


def test_it_expires_in_less_than_a_year_and_more_than_a_month(published: dict[str, str]) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", published["Expires"])
    left = datetime.datetime.fromisoformat(published["Expires"]).date() - TODAY
    assert 30 <= left.days < 365


def test_a_later_build_puts_off_the_day(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    later = TODAY + datetime.timedelta(days=100)
    said = []
    for today in (TODAY, later):
        build(tmp_path / "site", content=tmp_path / "content", today=today)
        text = (tmp_path / "site" / PLACE).read_text(encoding="utf-8")
        said.append(datetime.datetime.fromisoformat(fields(text)["Expires"]))
    assert (said[1] - said[0]).days == 100


def test_every_address_that_it_names_is_there(
    site: BuiltSite, settings: Settings, published: dict[str, str]
) -> None:
    named = [value for value in published.values() if value.startswith("http")]
    paths = [value.removeprefix(f"{settings.site.address}/") for value in named]
    missing = [
        path
        for path in paths
        if not (site.folder / path / "index.html").is_file() and not (site.folder / path).is_file()
    ]
    assert (len(paths), missing) == (4, [])


def test_it_says_where_it_lies_and_which_languages_we_read(
    published: dict[str, str], settings: Settings
) -> None:
    assert published["Canonical"] == f"{settings.site.address}/.well-known/security.txt"
    assert published["Preferred-Languages"] == "en, fr, nl"


def test_it_is_the_lines_of_the_standard() -> None:
    text = security_txt(ADDRESS, today=datetime.date(2026, 11, 22), days=180, has_keys=True)
    assert text == (
        "Contact: https://www.example.org/en/contact/\n"
        "Expires: 2027-05-21T00:00:00Z\n"
        "Encryption: https://www.example.org/en/keys/\n"
        "Preferred-Languages: en, fr, nl\n"
        "Canonical: https://www.example.org/.well-known/security.txt\n"
        "Policy: https://www.example.org/en/security/\n"
    )


def test_without_keys_it_names_none() -> None:
    assert "Encryption" not in security_txt(ADDRESS, today=TODAY, days=180, has_keys=False)


@pytest.mark.parametrize("days", [29, 365])
def test_a_life_too_short_or_too_long_is_refused(days: int) -> None:
    with pytest.raises(DaysError, match=rf"SECURITY_TXT_DAYS is {days}; put 30 to 364 days"):
        security_txt(ADDRESS, today=TODAY, days=days, has_keys=True)


@pytest.mark.parametrize("days", [30, 364])
def test_a_life_between_is_taken(days: int) -> None:
    assert "Expires: " in security_txt(ADDRESS, today=TODAY, days=days, has_keys=True)
