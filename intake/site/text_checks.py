# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong in the text of a document: its ids, its links, an address typed in full."""

import datetime
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from intake.site.sources import Finding, Source

_FILENAME = "{filename}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All documents, by place and by address, and the day that decides what is published."""

    by_place: Mapping[str, Source]
    by_address: Mapping[str, Source]
    today: datetime.date


def check_text(source: Source, library: Library) -> Iterator[Finding]:
    """Find what is wrong in the text of one document."""
    yield from _check_ids(source)
    yield from _check_links(source, library)
    for address, line in source.addresses:
        what = (
            f"{address} can be harvested: write {{{{ address.support }}}}, "
            "or in code a name of example.org"
        )
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


def _check_links(source: Source, library: Library) -> Iterator[Finding]:
    for target, line in source.links:
        what = _fault_of(source, target, library)
        if what:
            yield source.finding(line, what)


def _fault_of(source: Source, target: str, library: Library) -> str:
    path, _, anchor = target.partition("#")
    found: Source | None = source
    if path.startswith(_FILENAME):
        place = path.removeprefix(_FILENAME)
        folder = "" if place.startswith("/") else posixpath.dirname(source.place)
        place = posixpath.normpath(posixpath.join(folder, place.lstrip("/")))
        found = library.by_place.get(place)
        if found is None:
            return f"there is no content/{place} to link to: correct the path"
    elif re.match(r"/(?:en|fr|nl)(?:/|$)", path):
        # Feeds and calendars end in a file's name; they are known only when they are built.
        if "." in posixpath.basename(path):
            return ""
        found = library.by_address.get(path)
        if found is None:
            return f"there is no document at {path}: link to its file, {_FILENAME}/pages/…"
    elif path:
        return ""
    return _fault_of_target(source, found, anchor, library)


def _fault_of_target(source: Source, found: Source | None, anchor: str, library: Library) -> str:
    if found is None:
        return ""
    if anchor and anchor not in found.names:
        return f"content/{found.place} has no id {anchor}: correct what follows the #"
    if source.is_published(library.today) and not found.is_published(library.today):
        return f"content/{found.place} is not published yet: publish it first, or leave the link"
    return ""
