# SPDX-License-Identifier: GPL-3.0-or-later
"""The letters we mail: Markdown files in letters/, one for each language, filled in with facts.

The first line of a file is ``Subject: ...``, ``## ...`` is a title. Nothing that a customer typed
is a fact of a letter, not even his name or a domain name: else anybody could have us mail his own
words to a stranger (a spam relay). The attached document has them, in a few short lines. No
picture, no tracker, no address but our own (promise P03).
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import fill

import jinja2
import markdown
from markupsafe import Markup

from intake.model.language import Language

_FOLDER = Path(__file__).with_name("letters")
_SUBJECT = "Subject: "
_WIDTH = 72
_TITLE = "## "
# What a letter is told: a text, whether something applies, or the lines of a list.
Facts = Mapping[str, str | bool | tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter in one language, twice: as plain text and as a page of HTML."""

    subject: str
    text: str
    html: str


def letter(name: str, language: Language, facts: Facts) -> Letter:
    """Fill in a letter; a fact that it names and does not get is an error."""
    as_text, as_html = _templates(name, language)
    subject, body = as_text.render(facts).split("\n", 1)
    title = subject.removeprefix(_SUBJECT)
    return Letter(
        subject=title,
        text=_wrapped(body),
        html=_page(title, markdown.markdown(as_html.render(facts)), language),
    )


@functools.cache
def _templates(name: str, language: Language) -> tuple[jinja2.Template, jinja2.Template]:
    """Return the whole file for plain text, and its body for HTML; compiling takes longest."""
    source = (_FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8")
    body = source.split("\n", 1)[1]
    return _plain().from_string(source), _for_html().from_string(body)


def _plain() -> jinja2.Environment:
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text; _for_html is what makes the HTML
    )
    environment.filters["link"] = str
    return environment


def _for_html() -> jinja2.Environment:
    environment = _plain().overlay(autoescape=True, finalize=_literal)
    environment.filters["link"] = _link
    return environment


def _link(address: str) -> Markup:
    """Write an address of ours as a link to itself."""
    text = _literal(address)
    return Markup('<a href="{}">{}</a>').format(text, text)


def _literal(fact: object) -> Markup:
    """Write signs as HTML entities, so that a fact is neither Markdown nor HTML."""
    if isinstance(fact, Markup):
        return fact
    entities = re.sub(r"[!-/:-@\[-`{-~]", lambda sign: f"&#{ord(sign[0])};", str(fact))
    return Markup(entities)  # noqa: S704 - no sign of HTML is left in it


def _wrapped(body: str) -> str:
    """Return the Markdown with its paragraphs filled to lines that any mail program shows whole."""
    return "\n\n".join(_block(block) for block in re.split(r"\n{2,}", body.strip())) + "\n"


def _block(block: str) -> str:
    if block.startswith(_TITLE):
        title = block.removeprefix(_TITLE)
        return f"{title}\n{'-' * len(title)}"
    lines = block.split("\n") if block.startswith("- ") else [" ".join(block.split("\n"))]
    return "\n".join(
        fill(
            line,
            _WIDTH,
            subsequent_indent="  " if line.startswith("- ") else "",
            # A link must stay whole.
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )


def _page(title: str, body: str, language: Language) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n'
        f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
