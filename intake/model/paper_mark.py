# SPDX-License-Identifier: GPL-3.0-or-later
"""The mark of a paper that follows from what it is about, so that nobody records it twice."""

import hashlib

_DIGITS = 16


def paper_mark(text: str) -> str:
    """Return the mark of a paper that is about that text; docs/formats.md has it for each kind.

    >>> paper_mark("sending/1 answer 0123456789abcdef 1")
    '2e94c51b6945698c'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
