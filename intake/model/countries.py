# SPDX-License-Identifier: GPL-3.0-or-later
"""The countries of ISO 3166 by the names that each of our languages gives them."""

import unicodedata
from collections.abc import Mapping
from functools import cache

from babel import Locale

from intake.model.language import Language
from intake.model.vat import EUROPEAN_UNION, HOME

# Codes of Babel that are groups of countries, or none.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
# Codes that ISO 3166 keeps for others than countries: islands, and a part of Spain.
_RESERVED = frozenset({"AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
# Where nobody has a postal address: the Antarctic and islands of birds.
_EMPTY = frozenset({"AQ", "BV", "GS", "HM", "TF", "UM"})


@cache
def country_codes() -> frozenset[str]:
    """Return the codes of two letters of all that somebody may give as the country of an address.

    >>> {"BE", "US"} <= country_codes(), "EU" in country_codes()
    (True, False)
    """
    letters = len(HOME)
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(one for one in codes if one.isalpha() and len(one) == letters) - _NO_COUNTRY


@cache
def country_names(language: Language) -> Mapping[str, str]:
    """Return the name of each country by its code.

    Ours first, then those of the Union, then the others, each in the order of the alphabet.

    >>> list(country_names(Language.NL).items())[:2]
    [('BE', 'België'), ('BG', 'Bulgarije')]
    """
    names = {str(code): name for code, name in Locale(language).territories.items()}
    known = country_codes() - _RESERVED - _EMPTY
    order = sorted(
        known, key=lambda one: (one != HOME, one not in EUROPEAN_UNION, _plain(names[one]))
    )
    return {code: names[code] for code in order}


def country_code(text: str, language: Language) -> str | None:
    """Return the code of a country that somebody wrote by its name or by its code.

    >>> country_code("belgique", Language.FR), country_code("be", Language.FR)
    ('BE', 'BE')
    """
    wanted = _plain(text.strip())
    for code, name in country_names(language).items():
        if wanted in {_plain(name), code.lower()}:
            return code
    return None


def _plain(name: str) -> str:
    """Return a name without accents and capitals, as alphabets sort it."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in letters if not unicodedata.combining(one))
