# SPDX-License-Identifier: GPL-3.0-or-later
"""Security advisories: read, refused, shown where a reader looks first, listed by severity."""

import re
from pathlib import Path

import pytest

from intake.model.advisory import Severity
from intake.model.language import Language
from intake.settings import Settings, read_texts
from intake.site.advisories import read_advisories
from intake.site.heads import HeadError
from tests.site.conftest import (
    ADVISORY,
    OLD_ADVISORY,
    ROOT,
    BuiltSite,
    Page,
    build,
    read_page,
    write,
)

_NAME = re.compile(r"\d{4}-\d\d-\d\d-(?P<slug>.+)\.(?P<lang>en|fr|nl)\.md")
ADVISORIES = sorted((ROOT / "content" / "security").glob("*.md"))


def said(path: Path, key: str) -> str:
    """Return what the head of an advisory's file says of itself."""
    head = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
    (value,) = re.findall(rf"^{key}: (.+)$", head, re.MULTILINE)
    return str(value)


def published(site: BuiltSite, path: Path) -> Page:
    """Return the page of an advisory's file."""
    match = _NAME.fullmatch(path.name)
    assert match is not None
    return site.page(f"/{match['lang']}/security/{match['slug']}/")


@pytest.mark.parametrize("path", ADVISORIES, ids=[path.name for path in ADVISORIES])
def test_an_advisory_shows_its_number(site: BuiltSite, path: Path) -> None:
    assert said(path, "Id") in [cell.text for cell in published(site, path).all("td")]


@pytest.mark.parametrize("path", ADVISORIES, ids=[path.name for path in ADVISORIES])
def test_an_advisory_shows_its_severity_in_its_language(
    site: BuiltSite, settings: Settings, path: Path
) -> None:
    texts = read_texts(settings.folders.theme)[Language(path.suffixes[-2][1:])]["site"]
    severity = texts[f"severity_{said(path, 'Severity')}"]
    assert severity in [cell.text for cell in published(site, path).all("td")]


@pytest.mark.parametrize("path", ADVISORIES, ids=[path.name for path in ADVISORIES])
def test_an_advisory_is_dated(site: BuiltSite, path: Path) -> None:
    (about,) = published(site, path).all("p", class_="about")
    assert str(int(path.name[8:10])) in about.text.split(" ")


@pytest.mark.parametrize("language", Language)
def test_the_newest_advisory_is_on_the_home_page(site: BuiltSite, language: Language) -> None:
    newest = [path for path in ADVISORIES if path.name.endswith(f".{language}.md")][-1]
    links = {link.attributes["href"] for link in site.page(f"/{language}/").all("a")}
    assert published(site, newest).address in links


@pytest.mark.parametrize("section", ["manuals", "news", "security", "status"])
@pytest.mark.parametrize("language", Language)
def test_a_section_lists_all_that_is_in_it(
    site: BuiltSite, language: Language, section: str
) -> None:
    index = site.page(f"/{language}/{section}/")
    links = {link.attributes["href"] for link in index.all("a")}
    items = {address for address in site.pages if address.startswith(index.address)}
    assert items - {index.address} <= links


@pytest.mark.parametrize(
    ("key", "value", "line", "why"),
    [
        ("Id", "A2A-1", 5, "is no number of an advisory; write it like A2A-2026-003"),
        ("Severity", "medium", 6, "is no severity; write low, moderate, high, critical"),
        ("Cve", "CVE-1", 9, "is no CVE id; write them like CVE-2014-0160"),
        ("Updated", "yesterday", 4, "is no day like 2026-11-22"),
        ("Updated", "2026-01-31", 4, "Updated lies before Date"),
        ("Fixed", "", 1, "Fixed is missing; write a line `Fixed: …` in the head"),
    ],
)
def test_a_fact_that_cannot_be_is_told_with_file_and_line(
    tmp_path: Path, key: str, value: str, line: int, why: str
) -> None:
    write(tmp_path, "2026-02-03-leak", ADVISORY | {key: value})
    with pytest.raises(HeadError, match=f"2026-02-03-leak.en.md:{line}: .*{why}"):
        read_advisories(tmp_path)


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("Id", "A2A-2026-009", 5),
        ("Severity", "low", 6),
        ("Cve", "CVE-2026-99999", 9),
        ("Date", "2026-02-04", 3),
        ("Updated", "2026-11-22", 4),
    ],
)
def test_sisters_that_differ_in_a_fact_are_told_with_file_and_key(
    tmp_path: Path, key: str, value: str, line: int
) -> None:
    write(tmp_path, "2026-02-03-leak", ADVISORY)
    write(tmp_path, "2026-02-03-leak", ADVISORY | {key: value}, languages=["nl"])
    with pytest.raises(HeadError, match=f"2026-02-03-leak.nl.md:{line}: {key} is '{value}', but"):
        read_advisories(tmp_path)


def test_a_number_is_given_once(tmp_path: Path) -> None:
    write(tmp_path, "2026-02-03-leak", ADVISORY)
    write(tmp_path, "2026-02-04-other-leak", ADVISORY)
    with pytest.raises(HeadError, match=r"other-leak.en.md:5: Id: A2A-2026-002 is taken"):
        read_advisories(tmp_path)


def test_a_draft_may_still_be_unfinished(tmp_path: Path) -> None:
    write(tmp_path, "2026-02-03-leak", {"Title": "Not yet", "Status": "draft"})
    assert read_advisories(tmp_path) == {}


def test_a_faulty_advisory_stops_the_build(tmp_path: Path) -> None:
    write(tmp_path, "security/2026-02-03-leak", ADVISORY | {"Severity": "medium"})
    answer = build(tmp_path / "site", content=tmp_path)
    told = "2026-02-03-leak.en.md:6: Severity: 'medium' is no severity" in answer.stderr
    assert (answer.returncode, told) == (1, True)


def test_an_advisory_shows_its_cve_ids_and_its_record(small_site: Path) -> None:
    page = read_page(small_site, small_site / "fr" / "security" / "leak" / "index.html")
    links = {link.text: link.attributes["href"] for link in page.all("a")}
    cve = links["CVE-2026-12345"]
    expected = ("https://www.cve.org/CVERecord?id=CVE-2026-12345", "/osv/A2A-2026-002.json")
    assert (cve, links["OSV (JSON)"]) == expected


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("language", Language)
def test_the_list_of_a_severity_holds_just_its_advisories(
    small_site: Path, language: Language, severity: Severity
) -> None:
    folder = small_site / language / "security" / severity
    page = read_page(small_site, folder / "index.html")
    slugs = {"leak": ADVISORY, "old-keys": OLD_ADVISORY}
    expected = {slug for slug, head in slugs.items() if head["Severity"] == severity}
    links = {link.attributes["href"] for link in page.all("a")}
    listed = {slug for slug in slugs if f"/{language}/security/{slug}/" in links}
    assert listed == expected


@pytest.mark.parametrize("chosen", ["", *(f"{severity}/" for severity in Severity)])
def test_the_filter_is_links_and_marks_what_is_shown(site: BuiltSite, chosen: str) -> None:
    page = site.page(f"/fr/security/{chosen}")
    choices = {"", *(f"{severity}/" for severity in Severity)}
    links = {link.attributes["href"] for link in page.all("a")}
    marked = {link.attributes["href"] for link in page.all("a", aria_current="page")}
    expected = {f"/fr/security/{one}" for one in choices}
    assert (expected - links, f"/fr/security/{chosen}" in marked) == (set(), True)
