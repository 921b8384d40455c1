# SPDX-License-Identifier: GPL-3.0-or-later
"""A domain name that somebody orders, under any suffix of the price list."""

from intake.errors import InvalidInputError
from intake.model.domain_name import parse_domain_name


def ordered_name(text: str) -> str:
    """Return the name in its ASCII form, or raise DomainNameError.

    >>> ordered_name("Café.be"), ordered_name("EXAMPLE.org")
    ('xn--caf-dma.be', 'example.org')
    """
    return parse_domain_name(text.strip())


def name_fault(text: str) -> str | None:
    """Return the code of what is wrong with a name, None if nothing is."""
    try:
        ordered_name(text)
    except InvalidInputError as error:
        return error.faults[0].code
    return None
