# SPDX-License-Identifier: GPL-3.0-or-later
"""How we keep the charter: the rows of content/promises.toml, and the pages where one sees it.

A row that no test proves says ``kept = "not yet"``; a link to a page that there is not stops
the build.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from intake.errors import RefusedError
from intake.model.language import Language

NOT_YET = "not yet"
_REQUIRED = frozenset({"number", "says", "see", "kept"})
_HEADING = re.compile(r'<h[2-6] id="([^"]+)">(.*?)</h[2-6]>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_KNOWN = _REQUIRED | {"note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page or a feed where a reader can see that a promise is kept."""

    address: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A row: what is promised, where one can see it kept, and the test that proves it."""

    number: str
    says: Mapping[str, str]
    # Addresses without the language: charter/#backups, security/rss.xml.
    see: Sequence[str]
    # What one sees elsewhere than on the site: in a letter, in a document.
    note: Mapping[str, str]
    # A file of tests, empty if none proves it yet.
    test: str

    def places(self, language: Language, titles: Mapping[str, str]) -> list[Place]:
        """Return the places with their pages' titles; PromisesError if there is no such page."""
        return [self._place(f"/{language}/{path}", titles) for path in self.see]

    def _place(self, address: str, titles: Mapping[str, str]) -> Place:
        folder, stroke, end = address.rpartition("/")
        file = end and not end.startswith("#")
        title = titles.get(folder + stroke if file else address)
        if title is None:
            raise PromisesError(self.number, f"there is no page or heading {address}: correct see")
        kind = {"rss.xml": " (RSS)", "atom.xml": " (Atom)", "calendar.ics": " (iCalendar)"}
        return Place(address=address, title=title + kind.get(end, ""))


def read_promises(path: Path) -> list[Promise]:
    """Read the rows; PromisesError for one that lacks something or says too much."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["promises"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise PromisesError("rows", str(error)) from error
    return [_promise(table) for table in tables]


def _promise(table: Mapping[str, Any]) -> Promise:
    number = table.get("number", "a row")
    keys = set(table)
    if not _REQUIRED <= keys <= _KNOWN:
        wrong = ", ".join(sorted((_REQUIRED - keys) | (keys - _KNOWN)))
        raise PromisesError(number, f"write number, says, see, kept, perhaps note: look at {wrong}")
    for key in ("says", "note"):
        if set(table.get(key, tuple(Language))) != set(Language):
            raise PromisesError(number, f"{key} should be {{ en = , fr = , nl = }}")
    return Promise(
        number=number,
        says=table["says"],
        see=table["see"],
        note=table.get("note", {}),
        test="" if table["kept"] == NOT_YET else table["kept"],
    )


def give_promises(pelican: Pelican) -> None:
    """Hand the rows to the theme, none where the content has no such file."""
    path = Path(pelican.settings["PATH"]) / "promises.toml"
    promises = read_promises(path) if path.is_file() else []
    pelican.settings["JINJA_GLOBALS"].update(promises=promises)


def give_titles(generators: Sequence[Generator]) -> None:
    """Hand the titles of the documents that rows lead to, and their headings, to the theme."""
    titles: dict[str, str] = {}
    shown = _shown(generators[0].settings["JINJA_GLOBALS"]["promises"])
    for generator in generators:
        if isinstance(generator, PagesGenerator):
            documents = generator.pages + generator.translations
        elif isinstance(generator, ArticlesGenerator):
            documents = generator.articles + generator.translations
        else:
            continue
        for document in documents:
            if f"/{document.url}" in shown:
                titles |= _titles(document)
        # Pelican reads files in the order of a set, so another in each build.
        generator.context["titles"] = dict(sorted(titles.items()))


def _shown(promises: Iterable[Promise]) -> set[str]:
    """Return the addresses of the pages that some row leads to."""
    paths = {path.rpartition("/")[0] for promise in promises for path in promise.see}
    return {f"/{language}/{path}{'/' if path else ''}" for path in paths for language in Language}


def _titles(document: Content) -> Mapping[str, str]:
    address = f"/{document.url}"
    headings = {
        f"{address}#{name}": f"{document.title}, {unescape(_TAG.sub('', heading))}"
        for name, heading in _HEADING.findall(document.content)
    }
    return {address: document.title, **headings}


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(give_promises)
    signals.all_generators_finalized.connect(give_titles)


class PromisesError(RefusedError):
    """A row of the promises cannot be shown."""

    def __init__(self, where: str, what: str) -> None:
        """Name the row and what to do."""
        super().__init__(f"content/promises.toml: {where}: {what}")
