# SPDX-License-Identifier: GPL-3.0-or-later
"""Text without HTML, for pages, feeds and calendars; the spaces of French stay as they are."""

import html
import re

_TAG = re.compile(r"<[^>]*>")
# Not \s, which would take the no-break spaces for spaces.
_SPACES = re.compile(r"[ \t\r\n]+")


def plain_text(markup: str) -> str:
    r"""Return what a reader sees of a piece of HTML, on one line.

    >>> plain_text("<p>One &amp;\n<em>two</em></p>")
    'One & two'
    """
    return _SPACES.sub(" ", html.unescape(_TAG.sub("", markup))).strip(" ")
