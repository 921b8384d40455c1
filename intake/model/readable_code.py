# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that people copy by hand: small letters and figures that nobody takes for one another.

31 signs, so 4.95 bits for each: the 12 of a word that is mailed once have 59, and nobody guesses
them within its month; the 20 of an access code, which lasts, have 99.
"""

from collections.abc import Callable
from hmac import compare_digest

# Without 0 and o, 1 and i and l.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUP, _WORD_GROUPS, _CODE_GROUPS = 4, 3, 5

# Gives a number from 0 up to, but not including, the one that it is given: secrets.randbelow.
Draw = Callable[[int], int]


def draw_word(draw: Draw) -> str:
    """Return a new word that counts once.

    >>> draw_word(lambda below: 0)
    '2222-2222-2222'
    """
    return _drawn(draw, _WORD_GROUPS)


def draw_code(draw: Draw) -> str:
    """Return a new access code.

    >>> draw_code(lambda below: below - 1)
    'zzzz-zzzz-zzzz-zzzz-zzzz'
    """
    return _drawn(draw, _CODE_GROUPS)


def is_same(word: str, typed: str) -> bool:
    """Say whether that word was typed, however its groups are set apart.

    >>> is_same("2222-3333-4444", " 22223333 4444"), is_same("2222-3333-4444", "2222-3333")
    (True, False)
    """
    return compare_digest(_bare(word).encode(), _bare(typed).encode())


def _drawn(draw: Draw, groups: int) -> str:
    signs = [_SIGNS[draw(len(_SIGNS))] for _ in range(groups * _GROUP)]
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))


def _bare(text: str) -> str:
    return "".join(text.split()).replace("-", "").lower()
