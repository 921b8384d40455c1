# SPDX-License-Identifier: GPL-3.0-or-later
"""An iCalendar file (RFC 5545) of what is planned, going on or over."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.model.language import Language

CALENDAR = "calendar.ics"
# RFC 5545 3.1: a line has at most 75 octets, without its end.
_LONGEST = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a calendar shows; its page's address makes it known again."""

    address: str
    title: str
    summary: str
    categories: tuple[str, ...]
    starts: datetime.datetime
    ends: datetime.datetime | None
    published: datetime.datetime
    updated: datetime.datetime


def calendar_text(events: Sequence[Event], name: str, language: Language) -> bytes:
    """Return the calendar of these events; the same events make the same bytes on any day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_escaped(name)}//{language.upper()}",
        "METHOD:PUBLISH",
        # RFC 7986 5.1, and what programs read that are older than it.
        f"NAME;LANGUAGE={language}:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        *(line for event in events for line in _event_lines(event, language)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def folded(line: str) -> str:
    r"""Return a line folded between characters, so that none of its parts is too long.

    >>> [len(part) for part in folded("x" * 160).split("\r\n ")]
    [75, 74, 11]
    """
    parts, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > _LONGEST:
            parts.append("")
            # The space at the start of a continued line counts.
            length = 1
        parts[-1] += letter
        length += size
    return "\r\n ".join(parts)


def _event_lines(event: Event, language: Language) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    # A name made from the address (RFC 9562 5.5): no @, which harvesters would take for mail.
    yield f"UID:{uuid.uuid5(uuid.NAMESPACE_URL, event.address)}"
    yield f"DTSTAMP:{_utc(event.updated)}"
    yield f"CREATED:{_utc(event.published)}"
    yield f"LAST-MODIFIED:{_utc(event.updated)}"
    yield f"DTSTART:{_utc(event.starts)}"
    if event.ends is not None:
        yield f"DTEND:{_utc(event.ends)}"
    yield f"SUMMARY;LANGUAGE={language}:{_escaped(event.title)}"
    yield f"DESCRIPTION;LANGUAGE={language}:{_escaped(event.summary)}"
    categories = ",".join(_escaped(one) for one in event.categories)
    yield f"CATEGORIES;LANGUAGE={language}:{categories}"
    yield f"URL:{event.address}"
    # Nobody is away because a server is.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for letter in ("\\", ";", ","):
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", "\\n")
