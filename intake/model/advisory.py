# SPDX-License-Identifier: GPL-3.0-or-later
"""A security advisory: which flaw, how grave, what is affected, and since when it says so."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.model.language import Language

# The network's letters, the year, a count. Other networks have other letters.
_ID = re.compile(r"[A-Z][A-Z0-9]{1,7}-20\d\d-\d{3}", re.ASCII)
# CVE ID syntax of 2014: four digits or more after the year.
_CVE = re.compile(r"CVE-\d{4}-\d{4,}", re.ASCII)


class Severity(StrEnum):
    """How grave a flaw is, the least first."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """What machines and people are told alike; the prose is beside it."""

    id: str
    severity: Severity
    affected: Mapping[Language, str]
    fixed: Mapping[Language, str]
    cves: tuple[str, ...]
    published: datetime.datetime
    updated: datetime.datetime


def parse_advisory_id(text: str) -> str:
    """Return the number of an advisory, or ValueError.

    >>> parse_advisory_id("A2A-2026-003")
    'A2A-2026-003'
    """
    if not _ID.fullmatch(text):
        message = f"{text!r} is no number of an advisory; write it like A2A-2026-003"
        raise ValueError(message)
    return text


def parse_severity(text: str) -> Severity:
    """Return the severity of that name, or ValueError."""
    if text not in tuple(Severity):
        message = f"{text!r} is no severity; write {', '.join(Severity)}"
        raise ValueError(message)
    return Severity(text)


def parse_cves(text: str) -> tuple[str, ...]:
    """Return the CVE ids of a list with commas, or ValueError.

    >>> parse_cves("CVE-2014-0160, CVE-2026-12345")
    ('CVE-2014-0160', 'CVE-2026-12345')
    """
    cves = tuple(one.strip() for one in text.split(","))
    for cve in cves:
        if not _CVE.fullmatch(cve):
            message = f"{cve!r} is no CVE id; write them like CVE-2014-0160, CVE-2026-12345"
            raise ValueError(message)
    return cves
