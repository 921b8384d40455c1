# SPDX-License-Identifier: GPL-3.0-or-later
"""Begin a document: its three files, as drafts, with the right names and heads (promise P36)."""

import datetime
import re
import sys
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from intake.errors import IntakeError, RefusedError, exit_code
from intake.model.calendar import brussels_date
from intake.model.language import Language
from intake.site.sources import Source, paths, read_source

Facts = Mapping[str, str]
KINDS = ("news", "manual", "advisory", "status", "page")
# These are filed by their day.
_DATED = frozenset({"news", "advisory", "status"})
_WORDS = Path(__file__).with_name("drafts.toml")


def new_document(kind: str, title: str, *, content: Path, today: datetime.date) -> list[Path]:
    """Write the three files of a new draft and return them; nothing that exists is touched."""
    words = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    section = words["sections"][kind]
    slug = slug_of(title)
    present = _sources(content, section)
    for source in present:
        if source.slug == slug:
            raise DocumentExistsError(source.place)
    folder = content / section
    folder.mkdir(parents=True, exist_ok=True)
    day = f"{today}-" if kind in _DATED else ""
    files = []
    facts = {
        "title": " ".join(title.split()),
        "today": str(today),
        "offset": _offset(today),
        "id": _next_id(present, today),
    }
    for language in Language:
        file = folder / f"{day}{slug}.{language}.md"
        with file.open("x", encoding="utf-8") as stream:
            stream.write(_draft(words, kind, language, facts))
        files.append(file)
    return files


def slug_of(title: str) -> str:
    """Return the title as a file's name: small letters and digits, hyphens between the words.

    >>> slug_of("L'été à Brussels, 2026!")
    'l-ete-a-brussels-2026'
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"[\W_]+", " ", title)).encode("ascii", "ignore")
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.decode().lower()))
    if not slug:
        raise NoSlugError(title)
    return slug


def _draft(words: Mapping[str, Any], kind: str, language: Language, facts: Facts) -> str:
    parts = [
        f"Title: {facts['title']}\nSummary: {words['summary'][language]}\nDate: {facts['today']}",
        words["head"][kind].strip(),
        "Status: draft\n",
        words["text"][kind][language].strip() + "\n",
    ]
    # Not str.format: the ids of the headings stand between braces.
    text = "\n".join(part for part in parts if part)
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return text


def _offset(today: datetime.date) -> str:
    """Return how far Brussels is from UTC on the evening of that day: +01:00."""
    evening = datetime.datetime.combine(today, datetime.time(22), ZoneInfo("Europe/Brussels"))
    return evening.isoformat()[-6:]


def _sources(content: Path, section: str) -> list[Source]:
    read = (read_source(content, path) for path in paths(content, [section]))
    return [source for source in read if source]


def _next_id(present: list[Source], today: datetime.date) -> str:
    """Return the next number of an advisory of this year: A2A-2026-004."""
    begin = f"A2A-{today.year}-"
    ends = [source.value("id").removeprefix(begin) for source in present]
    last = max((int(end) for end in ends if end.isdecimal()), default=0)
    return f"{begin}{last + 1:03}"


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("title")
@click.option("--content", default="content", type=click.Path(path_type=Path), help="The folder.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Date it on another day.")
def main(kind: str, title: str, content: Path, today: datetime.datetime | None) -> None:
    """Begin a document in three languages, as a draft.

    Example: scripts/new news "The new server is here"
    """
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251  # a door reads the clock
    day = today.date() if today else brussels_date(now)
    try:
        files = new_document(kind, title, content=content, today=day)
    except IntakeError as error:
        click.echo(f"scripts/new: {error}", err=True)
        sys.exit(exit_code(error))
    for file in files:
        click.echo(file)
    click.echo("Write, then take out the line Status: draft. See docs/editors.md.")


class DocumentExistsError(RefusedError):
    """There is a document of that name already."""

    def __init__(self, place: str) -> None:
        """Name it."""
        super().__init__(f"content/{place} exists: change it, or choose another title")


class NoSlugError(RefusedError):
    """No file can be named after the title."""

    def __init__(self, title: str) -> None:
        """Say what it needs."""
        super().__init__(
            f"{title!r} has no letter that a file's name can have: write it in English"
        )


if __name__ == "__main__":
    main()
