# SPDX-License-Identifier: GPL-3.0-or-later
"""The style sheet as browsers get it: without what only its editors need, a sixth lighter."""

import re
from pathlib import Path

from pelican import Pelican, signals

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def squeezed(sheet: str) -> str:
    r"""Return a style sheet without comments and without spaces that mean nothing.

    >>> squeezed("/* Frame */\na :is(b, i) { margin: 0 1px; color: red; }\n")
    'a :is(b,i){margin:0 1px;color:red}'
    """
    text = re.sub(r"\s+", " ", _COMMENT.sub("", sheet))
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    # After a colon only: in front of one, a space is the way to a descendant.
    return text.replace(": ", ":").replace(";}", "}").strip()


def write_style(pelican: Pelican) -> None:
    """Put the squeezed sheet in the place of the one that Pelican has copied."""
    sheet = Path(pelican.settings["THEME"], "static", "style.css").read_text(encoding="utf-8")
    target = Path(pelican.output_path, pelican.settings["THEME_STATIC_DIR"], "style.css")
    notice = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
    target.write_text(notice + squeezed(sheet) + "\n", encoding="utf-8")


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write_style)
