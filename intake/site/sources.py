# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents of content/ as their writers typed them: head, ids and text, with line numbers.

Read with a few regular expressions and no Markdown, so that hundreds take a moment.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.model.language import Language

# The keys that each section may have in its head, and those that every document has.
KEYS: Mapping[str, frozenset[str]] = {
    "pages": frozenset({"template", "section"}),
    "manuals": frozenset(),
    "news": frozenset(),
    "security": frozenset({"id", "severity", "affected", "fixed", "cve", "updated"}),
    "status": frozenset({"state", "starts", "ends", "services", "updated"}),
}
REQUIRED = ("title", "summary", "date")
EVERYWHERE = frozenset({*REQUIRED, "modified", "status"})

_NAME = re.compile(
    r"(?:(?P<day>\d{4}-\d{2}-\d{2})-)?(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<language>en|fr|nl)\.md"
)
_FIELD = re.compile(r"([A-Za-z][\w-]*):[ \t]*(.*)")
_CODE = re.compile(r"^(```|~~~).*?^\1|(`+)[^`\n]+\2", re.MULTILINE | re.DOTALL)
_ID = re.compile(r"\{:?[ \t]*#([\w-]+)[^{}\n]*\}")
_LINK = re.compile(
    r"\]\([ \t]*<?([^)\s>]+)|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?(\S+?)>?(?=\s|$)|href=[\"']([^\"']+)",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"[\w.+%-]+@([\w-]+(?:\.[\w-]+)+)")
# Names that belong to nobody, for the commands of a manual (RFC 2606, RFC 6761).
_NOBODYS = re.compile(r"(?:.+\.)?(?:example\.(?:com|net|org)|example)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a document that stops the build: where, and what to do."""

    place: str
    line: int
    what: str

    def __str__(self) -> str:
        """Write it as editors and terminals follow it."""
        return f"content/{self.place}:{self.line}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A line of the head: ``Title: Our charter``."""

    key: str
    value: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document in one language; ``place`` is its path from content/."""

    place: str
    section: str
    slug: str
    language: Language
    # The day in the file's name, empty if there is none.
    day: str
    fields: tuple[Field, ...]
    # The head by key; of a key that stands twice, the first.
    head: Mapping[str, Field]
    # The day that it is dated; None if it names none that there is.
    date: datetime.date | None
    # The number of the first line that is no head.
    start: int
    # Whether a line follows on the head that is neither empty nor of the head.
    runs_on: bool
    # Each id, each target of a link, each address that can be harvested, with its line.
    ids: tuple[tuple[str, int], ...]
    links: tuple[tuple[str, int], ...]
    addresses: tuple[tuple[str, int], ...]
    # The ids alone.
    names: frozenset[str]

    @property
    def changed(self) -> datetime.date | None:
        """The day that its text last changed, as it says itself."""
        return day_in(self.value("modified")) or self.date

    @property
    def address(self) -> str:
        """Where it is published: /fr/charter/."""
        if self.section == "pages":
            return f"/{self.language}/" if self.slug == "home" else f"/{self.language}/{self.slug}/"
        return f"/{self.language}/{self.section}/{self.slug}/"

    def value(self, key: str) -> str:
        """Return what the head says under that key, empty if nothing."""
        found = self.head.get(key)
        return found.value if found else ""

    def is_published(self, today: datetime.date) -> bool:
        """Say whether readers see it today."""
        is_draft = self.value("status") == "draft"
        return not is_draft and (self.date is None or self.date <= today)

    def finding(self, line: int, what: str) -> Finding:
        """Return a finding in this document."""
        return Finding(place=self.place, line=line, what=what)


def day_in(text: str) -> datetime.date | None:
    """Return the day that a text is, None if it is none.

    >>> day_in("2026-02-30")
    """
    if not _DAY.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def line_of(text: str, position: int) -> int:
    """Return the number of the line that a position in a text is on."""
    return text.count("\n", 0, position) + 1


def read_source(content: Path, path: Path) -> Source | None:
    """Read one document; None if its name is not that of a document."""
    return source_of(path.relative_to(content), path.read_text(encoding="utf-8"))


def source_of(path: Path, text: str) -> Source | None:
    """Return what a text at a path from content/ says; None if no document is named so."""
    name = _NAME.fullmatch(path.name)
    section, *inner = path.parts
    if name is None or len(inner) != 1:
        return None
    lines = text.splitlines()
    fields = tuple(_head(text))
    head = {one.key: one for one in reversed(fields)}
    day = head["date"].value if "date" in head else ""
    start = max((one.line for one in fields), default=0) + 1
    prose = _CODE.sub(_blank, text)
    return Source(
        place=path.as_posix(),
        section=section,
        slug=name["slug"],
        language=Language(name["language"]),
        day=name["day"] or "",
        fields=fields,
        head=head,
        date=day_in(day or name["day"] or ""),
        start=start,
        runs_on=start <= len(lines) and bool(lines[start - 1].strip()),
        ids=tuple((one[1], line_of(prose, one.start())) for one in _ID.finditer(prose)),
        names=frozenset(one[1] for one in _ID.finditer(prose)),
        links=tuple(
            (one[1] or one[2] or one[3], line_of(prose, one.start()))
            for one in _LINK.finditer(prose)
        ),
        addresses=tuple(_addresses(text, prose)),
    )


def paths(content: Path, sections: Iterable[str]) -> list[Path]:
    """Return every Markdown file of these sections, in order."""
    return sorted(path for section in sections for path in (content / section).rglob("*.md"))


def texts(content: Path, sections: Iterable[str]) -> dict[Path, str | None]:
    """Return the text of every Markdown file of these sections, None for one that is not UTF-8."""
    return {path: _text(path) for path in paths(content, sections)}


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def _head(text: str) -> Iterable[Field]:
    for number, line in enumerate(text.splitlines(), start=1):
        found = _FIELD.fullmatch(line)
        if found is None:
            return
        yield Field(key=found[1].lower(), value=found[2].strip(), line=number)


def _addresses(text: str, prose: str) -> Iterator[tuple[str, int]]:
    """Find e-mail addresses typed in full, but for those of nobody in code."""
    if "@" not in text:
        return
    in_prose = {match.start() for match in _ADDRESS.finditer(prose)}
    for match in _ADDRESS.finditer(text):
        if match.start() in in_prose or not _NOBODYS.fullmatch(match[1]):
            yield match[0], line_of(text, match.start())


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code[0])
