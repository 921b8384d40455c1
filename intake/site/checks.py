# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the content: one pass over the sources, before Pelican reads any.

All findings are told at once, each with file, line and what to do; one is enough to stop.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from pelican import Pelican, signals

from intake.errors import RefusedError
from intake.model.language import Language
from intake.site.head_checks import check_family, check_head
from intake.site.memory import Memory, key
from intake.site.sources import Finding, Source, source_of, texts
from intake.site.text_checks import Library, check_ids, check_links, check_text


def findings(content: Path, sections: Iterable[str], today: datetime.date) -> list[Finding]:
    """Return everything that is wrong in the documents of these sections, by file and line."""
    return _findings(content, texts(content, sections), today, Memory())


def _findings(
    content: Path, documents: Mapping[Path, str | None], today: datetime.date, memory: Memory
) -> list[Finding]:
    sources = []
    found: list[Finding] = []
    for path, text in documents.items():
        place = path.relative_to(content)
        if text is None:
            found.append(_unreadable(place))
            continue
        known = memory.remember(key("source", str(place), text), partial(_checked, place, text))
        if known:
            sources.append(known[0])
            found += known[1]
        else:
            found.append(_misnamed(place))
    library = Library(
        by_place={one.place: one for one in sources},
        by_address={one.address: one for one in sources},
        today=today,
    )
    for source in sources:
        found += check_links(source, library)
    for family in families(sources):
        found += _check_sisters(family)
    return sorted(found, key=lambda one: (one.place, one.line))


def families(sources: Iterable[Source]) -> list[list[Source]]:
    """Return the documents with the same section and slug together, in the order given."""
    by_name: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in sources:
        by_name[source.section, source.slug].append(source)
    return list(by_name.values())


def check_content(pelican: Pelican) -> None:
    """Stop the build if anything is wrong in the content."""
    settings = pelican.settings
    today = datetime.date.max if settings["WITH_DRAFTS"] else settings["TODAY"]
    sections = [*settings["PAGE_PATHS"], *settings["ARTICLE_PATHS"]]
    content = Path(settings["PATH"])
    # Read once: who converts them takes them from here.
    settings["TEXTS"] = texts(content, sections)
    found = _findings(content, settings["TEXTS"], today, settings["MEMORY"])
    if found:
        raise ContentError(found)


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(check_content)


def _checked(place: Path, text: str) -> tuple[Source, list[Finding]] | None:
    """Return a document and what is wrong in it alone; None if no document is named so."""
    source = source_of(place, text)
    return (source, [*check_head(source), *check_text(source)]) if source else None


def _check_sisters(family: Sequence[Source]) -> Iterator[Finding]:
    first: dict[Language, Source] = {}
    for source in family:
        if source.language in first:
            what = (
                f"content/{first[source.language].place} has the same address, "
                f"{source.address}: rename one"
            )
            yield source.finding(1, what)
        first.setdefault(source.language, source)
    missing = [language for language in Language if language not in first]
    if missing:
        stem = family[0].place.removesuffix(f".{family[0].language}.md")
        names = ", ".join(f"content/{stem}.{language}.md" for language in missing)
        yield family[0].finding(1, f"a translation is missing: write {names}")
    sisters = [first[language] for language in Language if language in first]
    yield from check_family(sisters)
    yield from check_ids(sisters)


def _misnamed(path: Path) -> Finding:
    what = (
        "the name is not that of a document: small letters, digits and hyphens, the language, "
        "no folder in between, like pages/name.en.md"
    )
    return Finding(place=path.as_posix(), line=1, what=what)


def _unreadable(path: Path) -> Finding:
    return Finding(place=path.as_posix(), line=1, what="this is not UTF-8: save it as UTF-8")


class ContentError(RefusedError):
    """The content says something that cannot be published."""

    def __init__(self, found: Sequence[Finding]) -> None:
        """Name every finding on a line of its own."""
        lines = "\n".join(str(one) for one in found)
        super().__init__(f"{len(found)} to correct in the content:\n{lines}")
