# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong in the head of a document: its keys, its days, whether it is published."""

import difflib
from collections.abc import Iterable, Iterator, Sequence

from intake.site.sources import EVERYWHERE, KEYS, REQUIRED, Finding, Source, day_in

# Updated may be a moment as well, which the readers of advisories and status items judge.
_DAYS = ("date", "modified")
_STATUSES = ("draft", "published")


def check_head(source: Source) -> Iterator[Finding]:
    """Find what is wrong in the head of one document."""
    yield from _check_keys(source)
    yield from _check_missing(source)
    yield from _check_days(source)
    status = source.head.get("status")
    if status and status.value not in _STATUSES:
        what = f"Status {status.value!r} is unknown: write draft, or leave the line out"
        yield source.finding(status.line, what)


def check_family(family: Sequence[Source]) -> Iterator[Finding]:
    """Find what keeps sisters from being published together: another day, another status."""
    first, *others = family
    for source in others:
        for key in ("date", "status"):
            if source.date and first.date and source.value(key) != first.value(key):
                said = source.head.get(key) or first.head[key]
                line = said.line if key in source.head else 1
                what = f"{key.capitalize()} should be the same as in content/{first.place}"
                yield source.finding(line, what)


def _check_keys(source: Source) -> Iterator[Finding]:
    known = EVERYWHERE | KEYS.get(source.section, frozenset())
    seen: set[str] = set()
    for one in source.fields:
        if one.key not in known:
            yield source.finding(one.line, f"unknown key {one.key!r}{_hint(one.key, known)}")
        if one.key in seen:
            yield source.finding(one.line, f"{one.key.capitalize()} stands twice: keep one")
        seen.add(one.key)
    if source.runs_on:
        what = "the head ends here without an empty line: write Key: value, or leave a line empty"
        yield source.finding(source.start, what)


def _hint(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, sorted(known), n=1)
    if near:
        return f": did you mean {near[0].capitalize()}?"
    return f": this section knows {', '.join(sorted(one.capitalize() for one in known))}"


def _check_missing(source: Source) -> Iterator[Finding]:
    for key in REQUIRED:
        # News and notices have their day in the name.
        if not source.value(key) and not (key == "date" and source.day):
            line = source.head[key].line if key in source.head else 1
            name = key.capitalize()
            yield source.finding(line, f"{name} is missing: write it in the head, {name}: …")


def _check_days(source: Source) -> Iterator[Finding]:
    for key in _DAYS:
        one = source.head.get(key)
        if one and one.value and day_in(one.value) is None:
            what = f"{key.capitalize()} {one.value!r} is no day: write it like 2026-11-22"
            yield source.finding(one.line, what)
    if source.day and day_in(source.day) is None:
        yield source.finding(1, f"the name says {source.day}, which is no day: rename the file")
    elif source.day and source.date and source.day != source.date.isoformat():
        what = f"Date is not the {source.day} of the file's name: correct one of them"
        yield source.finding(source.head["date"].line, what)
    changed = source.head.get("modified")
    if changed and source.date and source.changed and source.changed < source.date:
        yield source.finding(changed.line, "Modified is before Date: correct one of them")
