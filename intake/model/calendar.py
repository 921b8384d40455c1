# SPDX-License-Identifier: GPL-3.0-or-later
"""Instants and dates: instants are aware and UTC, legal dates are dates in Brussels."""

import datetime
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_CENTURY = 20


def brussels_date(now: datetime.datetime) -> datetime.date:
    """Return the date that the law sees at this instant.

    >>> brussels_date(datetime.datetime(2026, 12, 31, 23, 30, tzinfo=datetime.UTC))
    datetime.date(2027, 1, 1)
    """
    return now.astimezone(BRUSSELS).date()


def instant_text(now: datetime.datetime) -> str:
    """Write an instant as records do: UTC, whole seconds, ``Z``."""
    return now.astimezone(datetime.UTC).strftime(_INSTANT)


def parse_instant(text: str) -> datetime.datetime:
    """Read what ``instant_text`` wrote; ValueError otherwise, or if it is not of this century."""
    instant = datetime.datetime.strptime(text, _INSTANT).replace(tzinfo=datetime.UTC)
    if instant.year // 100 != _CENTURY:
        message = f"{text} is not of this century"
        raise ValueError(message)
    return instant


def brussels_time_text(now: datetime.datetime) -> str:
    """Write an instant for the desk: the date and the time of day in Brussels.

    >>> brussels_time_text(datetime.datetime(2026, 11, 22, 10, 12, tzinfo=datetime.UTC))
    '2026-11-22 11:12'
    """
    return now.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M")


def utc_time_text(now: datetime.datetime) -> str:
    """Write an instant for letters that must be exact.

    >>> utc_time_text(datetime.datetime(2026, 11, 22, 10, 12, tzinfo=datetime.UTC))
    '2026-11-22 10:12:00 UTC'
    """
    return now.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def parse_moment(text: str) -> datetime.datetime:
    """Read a day, which begins at midnight in Brussels, or an instant with its offset.

    >>> parse_moment("2026-11-22").isoformat()
    '2026-11-22T00:00:00+01:00'
    >>> parse_moment("2026-12-06T22:00:00+01:00").isoformat()
    '2026-12-06T22:00:00+01:00'
    """
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or (moment.tzinfo is None and "T" in text):
        message = f"{text!r} is no day like 2026-11-22, nor a time like 2026-11-22T21:00:00+01:00"
        raise ValueError(message)
    return moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)


def parse_offset_moment(text: str) -> datetime.datetime:
    """Read an instant with its offset; ValueError for anything less."""
    moment = parse_moment(text)
    if "T" not in text:
        message = f"{text!r} has no time of day; write it like 2026-11-22T21:00:00+01:00"
        raise ValueError(message)
    return moment
