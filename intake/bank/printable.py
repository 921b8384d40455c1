# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that strangers wrote, as they may be shown: no sign that a terminal takes for a command."""


def printable(text: str) -> str:
    r"""Return the text with a question mark for each sign that is not printed.

    >>> printable("merci\x1b[2J\x9b!")
    'merci?[2J?!'
    """
    return "".join(one if one.isprintable() else "?" for one in text)
