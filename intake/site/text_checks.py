# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong in the text of a document: its ids, its links, an address typed in full."""

import datetime
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from intake.site.sources import Finding, Source

_FILENAME = "{filename}"
# How a link to a document of ours begins.
_OURS = re.compile(r"\{filename\}|/(?:en|fr|nl)(?:[/#]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All documents, by place and by address, and the day that decides what is published."""

    by_place: Mapping[str, Source]
    by_address: Mapping[str, Source]
    today: datetime.date


def check_text(source: Source) -> Iterator[Finding]:
    """Find what is wrong in the text of one document, whatever the others say."""
    yield from _check_ids(source)
    yield from _check_own_links(source)
    for address, line in source.addresses:
        what = (
            f"{address} can be harvested: write {{{{ address.support }}}}, "
            "or in code a name of example.org"
        )
        yield source.finding(line, what)


def check_links(source: Source, library: Library) -> Iterator[Finding]:
    """Find the links to other documents that lead nowhere."""
    for target, line in source.links:
        if _OURS.match(target) and (what := _fault_of(source, target, library)):
            yield source.finding(line, what)


def check_ids(family: Sequence[Source]) -> Iterator[Finding]:
    """Find sisters of the same day with other ids; a stale translation may still lack some."""
    newest = max(one.changed or datetime.date.min for one in family)
    first, *others = [one for one in family if (one.changed or datetime.date.min) == newest]
    expected = [name for name, _ in first.ids]
    for source in others:
        found = [name for name, _ in source.ids]
        if found != expected:
            lacking = [name for name in expected if name not in found]
            extra = [name for name in found if name not in expected]
            said = "".join(
                [
                    f"; missing: {', '.join(lacking)}" if lacking else "",
                    f"; only here: {', '.join(extra)}" if extra else "",
                ]
            )
            what = f"the ids are not those of content/{first.place} in their order{said}"
            lines = [line for name, line in source.ids if name in extra]
            yield source.finding(lines[0] if lines else source.start, what)


def _check_ids(source: Source) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for name, line in source.ids:
        if name in seen:
            what = f"the id {name} is already that of line {seen[name]}: choose another"
            yield source.finding(line, what)
        seen.setdefault(name, line)


def _check_own_links(source: Source) -> Iterator[Finding]:
    for target, line in source.links:
        anchor = target.removeprefix("#")
        if anchor != target and (what := _fault_of_anchor(source, anchor)):
            yield source.finding(line, what)


def _fault_of(source: Source, target: str, library: Library) -> str:
    path, _, anchor = target.partition("#")
    if path.startswith(_FILENAME):
        place = path.removeprefix(_FILENAME)
        folder = "" if place.startswith("/") else posixpath.dirname(source.place)
        place = posixpath.normpath(posixpath.join(folder, place.lstrip("/")))
        found = library.by_place.get(place)
        if found is None:
            return f"there is no content/{place} to link to: correct the path"
    else:
        # Feeds and calendars end in a file's name; they are known only when they are built.
        if "." in posixpath.basename(path):
            return ""
        found = library.by_address.get(path)
        if found is None:
            return f"there is no document at {path}: link to its file, {_FILENAME}/pages/…"
    return _fault_of_anchor(found, anchor) or _fault_of_day(source, found, library.today)


def _fault_of_anchor(found: Source, anchor: str) -> str:
    if anchor and anchor not in found.names:
        return f"content/{found.place} has no id {anchor}: correct what follows the #"
    return ""


def _fault_of_day(source: Source, found: Source, today: datetime.date) -> str:
    if source.is_published(today) and not found.is_published(today):
        return f"content/{found.place} is not published yet: publish it first, or leave the link"
    return ""
