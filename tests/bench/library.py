# SPDX-License-Identifier: GPL-3.0-or-later
"""A library of documents made up for measuring: the same texts for every builder."""

import datetime
import random
from collections.abc import Iterator
from pathlib import Path

from intake.model.language import Language

# The pages that the theme needs, with the template of each.
PAGES = {
    "home": "home",
    "manuals": "section",
    "news": "section",
    "security": "section",
    "status": "section",
    "search": "search",
    "contribute": "page",
}
SECTIONS = ("manuals", "news")
# A document for every day of the years before this one.
LAST = datetime.date(2026, 10, 1)
_WORDS = [
    *("server", "mail", "key", "member", "page", "backup", "network", "domain", "password"),
    *("manual", "charter", "order", "price", "account", "disk", "staff", "answer", "letter"),
    *("machine", "question", "reader", "address", "folder", "certificate"),
]


def write_library(content: Path, documents: int) -> None:
    """Write that many documents into the content, a third of them in each language, and pages."""
    for slug, template in PAGES.items():
        for language in Language:
            path = content / "pages" / f"{slug}.{language}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                _head(f"{slug} {language}", LAST, f"Template: {template}\n") + "Text.\n"
            )
    for number in range(documents // len(Language)):
        section = SECTIONS[number % len(SECTIONS)]
        day = LAST - datetime.timedelta(days=number)
        for language in Language:
            path = content / section / f"{day}-{slug_of(number)}.{language}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                _head(f"Document {number} {language}", day) + text(f"{number} {language}")
            )


def slug_of(number: int) -> str:
    """Return what a document is called in its address."""
    return f"document-{number}"


def text(seed: str) -> str:
    """Return some 600 words of Markdown with headings, a list, a table, code, links."""
    source = random.Random(seed)  # noqa: S311  # texts to measure with, no secrets
    return "\n\n".join(_chapters(source)) + "\n"


def _head(title: str, day: datetime.date, more: str = "") -> str:
    return f"Title: {title}\nSummary: What *it* says.\nDate: {day}\n{more}\n"


def _chapters(source: random.Random) -> Iterator[str]:
    for chapter in range(6):
        yield f"## Chapter {chapter} {{#chapter-{chapter}}}"
        yield _paragraph(source)
        yield "\n".join(f"- {_words(source, 8)}" for _ in range(4))
        yield _paragraph(source)
    yield "| one | two | three |\n| --- | --- | --- |\n" + "\n".join(
        f"| {_words(source, 2)} | {_words(source, 2)} | {_words(source, 2)} |" for _ in range(5)
    )
    yield f"```sh\n{_words(source, 6)}\n{_words(source, 6)}\n```"
    yield _paragraph(source)


def _paragraph(source: random.Random) -> str:
    link = f"[{_words(source, 2)}](#chapter-{source.randrange(6)})"
    return f"{_words(source, 15)} **{_words(source, 2)}** {_words(source, 12)} `code` {link}."


def _words(source: random.Random, count: int) -> str:
    return " ".join(source.choices(_WORDS, k=count))
