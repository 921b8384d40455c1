# SPDX-License-Identifier: GPL-3.0-or-later
"""A domain name that somebody orders, under any suffix of the price list.

Under .be the registry's own list of letters counts (intake/model/domain_name.py). Under the other
suffixes a name has the letters that people type without a table: a to z, digits, hyphen. Names with
accents exist there too; which ones differs by registry, so staff order them by hand.
"""

import re

from intake.errors import InvalidInputError
from intake.model.domain_name import DomainNameError, parse_be

_BE = re.compile(r"\.be/?\Z")
_LABEL = re.compile(r"(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_SUFFIX = re.compile(r"[a-z]{2,24}(?:\.[a-z]{2,24})?", re.ASCII)


def ordered_name(text: str) -> str:
    """Return the name in its ASCII form, or raise DomainNameError.

    >>> ordered_name("Café.be"), ordered_name("EXAMPLE.org")
    ('xn--caf-dma.be', 'example.org')
    """
    name = text.strip().lower()
    if _BE.search(name):
        return parse_be(name)
    label, _, suffix = name.partition(".")
    if not label.isascii():
        raise DomainNameError("foreign_letter")
    if not (_LABEL.fullmatch(label) and _SUFFIX.fullmatch(suffix)):
        raise DomainNameError("bad_domain_name")
    return name


def name_fault(text: str) -> str | None:
    """Return the code of what is wrong with a name, None if nothing is."""
    try:
        ordered_name(text)
    except InvalidInputError as error:
        return error.faults[0].code
    return None
