# SPDX-License-Identifier: GPL-3.0-or-later
"""Domain names as their registries take them, and nothing that only looks like one.

Two to sixty-three characters, no hyphen at either end nor at the third and fourth place together.
Under .be and .brussels: a-z, 0-9, hyphen, and accented letters only from the closed list of DNS
Belgium (IDNA 2008 alone would let the Cyrillic twin of paypal.be pass). Under other endings: IDNA
2008, letters of one script, and none that could be read as a Latin word.
Sources: DNS Belgium, technical documentation, domain names; RFC 5890 to 5892; UTS 39.
"""

import re
import unicodedata

import idna

from intake.errors import Fault, InvalidInputError

# The 33 letters beyond a-z that .be registers: the small letters of Latin-1, and œ.
LETTERS = frozenset("ßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœ")

# The endings of DNS Belgium, with its closed list of letters.
_CLOSED = (".be", ".brussels")
# What people paste with a name.
_ADDRESS = re.compile(r"\A(?:https?://)?(?:www\.(?=[^.]+\.[^.]+))?|/\Z")
_SHAPE = re.compile(r"[^-.](?:[^.]{0,61}[^-.])", re.DOTALL)
_SUFFIX = re.compile(r"[a-z]{2,24}(?:\.[a-z]{2,24})?", re.ASCII)
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
# Letters of other scripts that look like Latin ones: a word of them alone is a trap.
_LIKE_LATIN = frozenset("асԁеһіјӏорԛѕԝхуъЬҽпгѵѡьϲοαικνρυχωτη")
# Japanese mixes three scripts, and the first word of the name of a letter is its script.
_JAPANESE = frozenset({"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "CJK", "IDEOGRAPHIC"})


def parse_domain_name(text: str) -> str:
    """Return the name in its ASCII form, or raise DomainNameError with the code of the fault.

    >>> parse_domain_name("Exemple-Camille.be")
    'exemple-camille.be'
    >>> parse_domain_name("café.be")
    'xn--caf-dma.be'
    >>> parse_domain_name("пример.org")
    'xn--e1afmkfd.org'
    """
    name = _ADDRESS.sub("", unicodedata.normalize("NFC", text).lower())
    closed = next((one for one in _CLOSED if name.endswith(one)), None)
    label, _, suffix = name.partition(".")
    if closed:
        label, suffix = name.removesuffix(closed), closed[1:]
    if not _SUFFIX.fullmatch(suffix):
        raise DomainNameError("bad_domain_name")
    label = _with_accents(label)
    if not _SHAPE.fullmatch(label) or label[2:4] == "--":
        raise DomainNameError("bad_domain_name")
    if closed:
        _check_closed(label)
    else:
        _check_script(label)
    try:
        return f"{idna.encode(label).decode('ascii')}.{suffix}"
    except idna.IDNAError as error:
        raise DomainNameError("bad_domain_name") from error


def readable(name: str) -> str:
    """Return the name with its accents.

    >>> readable("xn--caf-dma.be")
    'café.be'
    """
    return idna.decode(name)


def _with_accents(label: str) -> str:
    """Return a label that was typed in its ASCII form as people write it."""
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except idna.IDNAError:
        return label


def _check_closed(label: str) -> None:
    foreign = set(label) - _ASCII - LETTERS
    if any(character.isalpha() for character in foreign):
        raise DomainNameError("foreign_letter")
    if foreign:
        raise DomainNameError("bad_domain_name")


def _check_script(label: str) -> None:
    letters = {one for one in label if one.isalpha()}
    scripts = {_script(one) for one in letters}
    other = letters - _ASCII
    if len(scripts) > 1 or unicodedata.normalize("NFKC", label) != label:
        raise DomainNameError("foreign_letter")
    if other and letters <= _LIKE_LATIN:
        raise DomainNameError("foreign_letter")


def _script(letter: str) -> str:
    first = unicodedata.name(letter, "NONE").split()[0]
    return "JAPANESE" if first in _JAPANESE else first


class DomainNameError(InvalidInputError):
    """This is no domain name that can be registered."""

    def __init__(self, code: str) -> None:
        """Keep the code of the fault."""
        super().__init__([Fault(field="domain_name", code=code)])
