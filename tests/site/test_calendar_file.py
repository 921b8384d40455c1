# SPDX-License-Identifier: GPL-3.0-or-later
"""The calendar of the status, as the package icalendar and RFC 5545 read it."""

import dataclasses
import datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from intake.model.language import Language
from intake.site.calendar_file import Event, calendar_text, folded
from tests.site.conftest import STATUS, BuiltSite

EVENT = Event(
    address="https://example.org/fr/status/mail/",
    title="Un; deux, trois \\ quatre",
    summary="Ligne\nsuivante",
    categories=("e-mail", "sites, web"),
    starts=datetime.datetime.fromisoformat("2026-12-06T22:00:00+01:00"),
    ends=None,
    published=datetime.datetime.fromisoformat("2026-11-22T00:00:00+01:00"),
    updated=datetime.datetime.fromisoformat("2026-11-23T08:30:00+01:00"),
)


def calendar(folder: Path, language: Language) -> icalendar.Calendar:
    """Return the calendar of a site in a language, as the package reads it."""
    read = icalendar.Calendar.from_ical(
        (folder / language / "status" / "calendar.ics").read_bytes()
    )
    assert isinstance(read, icalendar.Calendar)
    return read


def events_of(read: Any) -> list[Any]:  # noqa: ANN401  # the package's types are of forty kinds
    """Return the events of a calendar."""
    return list(read.walk("VEVENT"))


@pytest.mark.parametrize("language", Language)
def test_every_item_is_an_event_without_a_fault(site: BuiltSite, language: Language) -> None:
    read = calendar(site.folder, language)
    start = f"/{language}/status/"
    pages = {page for page in site.pages if page.startswith(start) and page != start}
    events = events_of(read)
    urls = {"/" + str(event["URL"]).split("/", 3)[3] for event in events}
    faults = [fault for part in read.walk() for fault in part.errors]
    assert (urls, faults) == (pages, [])


def test_what_rfc_5545_requires_is_there_once(small_site: Path) -> None:
    read = calendar(small_site, Language.EN)
    events = events_of(read)
    missing = [name for name in ("VERSION", "PRODID") if name not in read] + [
        name for event in events for name in ("UID", "DTSTAMP", "DTSTART") if name not in event
    ]
    uids = [str(event["UID"]) for event in events]
    assert (missing, len(set(uids)), len(events)) == ([], 2, 2)


def test_times_are_those_of_the_document_in_utc(small_site: Path) -> None:
    resolved, ongoing = sorted(
        events_of(calendar(small_site, Language.NL)), key=lambda event: "DTEND" not in event
    )
    assert resolved["DTSTART"].dt == datetime.datetime.fromisoformat("2026-11-21T08:12:00Z")
    assert resolved["DTEND"].dt == datetime.datetime.fromisoformat("2026-11-21T09:05:00Z")
    assert ongoing["DTSTAMP"].dt == datetime.datetime.fromisoformat("2026-11-20T23:00:00Z")
    assert str(ongoing["SUMMARY"]) == STATUS["Title"]


@pytest.mark.parametrize("language", Language)
def test_lines_end_as_the_internet_does_and_are_short(small_site: Path, language: Language) -> None:
    text = (small_site / language / "status" / "calendar.ics").read_bytes()
    lines = text.split(b"\r\n")
    assert (lines.pop(), b"".join(lines).count(b"\n")) == (b"", 0)
    assert max(len(line) for line in lines) <= 75


def test_a_calendar_says_back_what_it_was_told() -> None:
    read = icalendar.Calendar.from_ical(calendar_text([EVENT], "Un, deux", Language.FR))
    (event,) = events_of(read)
    assert str(event["SUMMARY"]) == EVENT.title
    assert str(event["DESCRIPTION"]) == EVENT.summary
    assert [str(one) for one in event["CATEGORIES"].cats] == list(EVENT.categories)
    assert (event.get("DTEND"), event["DTSTAMP"].dt) == (None, EVENT.updated)


def test_an_event_is_known_by_its_address_alone() -> None:
    """A client that has it must find it again after it was resolved."""
    texts = [
        calendar_text([EVENT], "A", Language.FR),
        calendar_text([dataclasses.replace(EVENT, title="Fini")], "A", Language.FR),
    ]
    uids = [
        str(event["UID"])
        for text in texts
        for event in events_of(icalendar.Calendar.from_ical(text))
    ]
    assert uids[0] == uids[1]


@pytest.mark.parametrize("letter", ["x", "é", "’", "🖥"])
def test_a_line_is_folded_between_letters(letter: str) -> None:
    parts = folded(letter * 100).split("\r\n ")
    assert ("".join(parts), max(len(part.encode()) for part in parts) <= 75) == (letter * 100, True)
