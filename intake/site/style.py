# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages, style sheets and scripts as browsers get them: without what only editors need."""

import re
from pathlib import Path

from pelican import Pelican, signals

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_ZERO = re.compile(r"(?<![\d.])0\.")
_LINE_COMMENT = re.compile(r"^\s*//.*\n|^\s+", re.MULTILINE)
# After these a script goes on; elsewhere the end of a line may be that of a statement.
_LINE_END = re.compile(r"([{;,(])\n")
# What keeps its spaces; in the rest of a page, an indent is a space and an empty line nothing.
_KEPT = re.compile(r"(<(pre|textarea)\b.*?</\2>)", re.DOTALL)
_INDENT = re.compile(r"\s*\n\s*")
_LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"


def squeezed(sheet: str) -> str:
    r"""Return a style sheet without comments and without spaces that mean nothing.

    >>> squeezed("/* Frame */\na :is(b, i) { margin: 0 0.5em; color: red; }\n")
    'a :is(b,i){margin:0 .5em;color:red}'
    """
    text = re.sub(r"\s+", " ", _COMMENT.sub("", sheet))
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    text = _ZERO.sub(".", text)
    # After a colon only: in front of one, a space is the way to a descendant.
    return text.replace(": ", ":").replace(";}", "}").strip()


def unindented(script: str) -> str:
    r"""Return a script without comments of a whole line, indents, and most ends of lines.

    Its texts must not run over several lines; ours do not.

    >>> unindented("// What for\nif (a) {\n  b();  // why\n}\n")
    'if (a) {b();  // why\n}\n'
    """
    return _LINE_END.sub(r"\1", _LINE_COMMENT.sub("", script))


def even(page: str) -> str:
    r"""Return a page without indents and empty lines.

    >>> even("<p>\n  a\n\n</p>\n<pre>\n  b\n</pre>\n")
    '<p>\na\n</p>\n<pre>\n  b\n</pre>\n'
    """
    parts = _KEPT.split(page)
    # Three parts for each that is kept: what comes before, itself, its tag.
    return "".join(
        _INDENT.sub("\n", part) if place % 3 == 0 else part if place % 3 == 1 else ""
        for place, part in enumerate(parts)
    )


def write_style(pelican: Pelican) -> None:
    """Put the squeezed sheets and scripts in the place of those that Pelican has copied."""
    source = Path(pelican.settings["THEME"], "static")
    target = Path(pelican.output_path, pelican.settings["THEME_STATIC_DIR"])
    for sheet in source.glob("*.css"):
        text = squeezed(sheet.read_text(encoding="utf-8"))
        (target / sheet.name).write_text(f"/* {_LICENCE} */\n{text}\n", encoding="utf-8")
    for script in source.glob("*.js"):
        text = unindented(script.read_text(encoding="utf-8"))
        (target / script.name).write_text(f"// {_LICENCE}\n{text}", encoding="utf-8")


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write_style)
