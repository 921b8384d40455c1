# SPDX-License-Identifier: GPL-3.0-or-later
"""Names under .be, as DNS Belgium registers them.

Two to sixty-three characters of a-z, 0-9 and hyphen, no hyphen at either end nor at the third and
fourth place together; accented letters only from the registry's closed list (IDNA 2008 alone
would let the Cyrillic twin of paypal.be pass).
Source: DNS Belgium, technical documentation, domain names.
"""

import re
import unicodedata

import idna

from intake.errors import Fault, InvalidInputError

# The 33 letters beyond a-z that .be registers: the small letters of Latin-1, and œ.
LETTERS = frozenset("ßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœ")

_SUFFIX = ".be"
# What people paste with a name.
_ADDRESS = re.compile(r"\A(?:https?://)?(?:www\.(?=[^.]+\.be))?|/\Z")
_SHAPE = re.compile(r"[^-.](?:[^.]{0,61}[^-.])", re.DOTALL)
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def parse_be(text: str) -> str:
    """Return the name in its ASCII form, or raise DomainNameError with the code of the fault.

    >>> parse_be("Exemple-Camille.be")
    'exemple-camille.be'
    >>> parse_be("café.be")
    'xn--caf-dma.be'
    """
    name = _ADDRESS.sub("", unicodedata.normalize("NFC", text).lower())
    if not name.endswith(_SUFFIX):
        raise DomainNameError("not_be")
    label = _with_accents(name.removesuffix(_SUFFIX))
    if not _SHAPE.fullmatch(label) or label[2:4] == "--":
        raise DomainNameError("bad_domain_name")
    foreign = set(label) - _ASCII - LETTERS
    if any(character.isalpha() for character in foreign):
        raise DomainNameError("foreign_letter")
    if foreign:
        raise DomainNameError("bad_domain_name")
    try:
        return idna.encode(label).decode("ascii") + _SUFFIX
    except idna.IDNAError as error:
        raise DomainNameError("bad_domain_name") from error


def _with_accents(label: str) -> str:
    """Return a label that was typed in its ASCII form as people write it."""
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except idna.IDNAError:
        return label


def readable(name: str) -> str:
    """Return the name with its accents.

    >>> readable("xn--caf-dma.be")
    'café.be'
    """
    return idna.decode(name)


class DomainNameError(InvalidInputError):
    """This is no domain name that .be can register."""

    def __init__(self, code: str) -> None:
        """Keep the code of the fault."""
        super().__init__([Fault(field="domain_name", code=code)])
