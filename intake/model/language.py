# SPDX-License-Identifier: GPL-3.0-or-later
"""The three languages of the network, and how each writes money and dates."""

import datetime
from decimal import Decimal
from enum import StrEnum

from babel.dates import format_date as babel_date
from babel.numbers import format_currency, format_percent

from intake.model.calendar import BRUSSELS
from intake.model.money import Money


class Language(StrEnum):
    """A language that every page, letter and sentence exists in."""

    EN = "en"
    FR = "fr"
    NL = "nl"


_LOCALES = {Language.EN: "en_GB", Language.FR: "fr_BE", Language.NL: "nl_BE"}

# As each language writes its own name, which is what a reader who is lost looks for.
NAMES = {Language.EN: "English", Language.FR: "Français", Language.NL: "Nederlands"}


def money_text(amount: Money, language: Language) -> str:
    """Return the amount with its euro sign as the language writes it.

    >>> money_text(Money(cents=123450), Language.EN)
    '€1,234.50'
    """
    return format_currency(amount.euros, "EUR", locale=_LOCALES[language])


def date_text(day: datetime.date, language: Language) -> str:
    """Return the date in full, with the month as a word.

    >>> date_text(datetime.date(2026, 11, 22), Language.NL)
    '22 november 2026'
    """
    text = babel_date(day, "d MMMM y", locale=_LOCALES[language])
    # CLDR has no ordinal for the first of a month, which French writes.
    return text.replace("1 ", "1er ", 1) if language == Language.FR and day.day == 1 else text


def moment_text(moment: datetime.datetime, language: Language) -> str:
    r"""Return the date and the time of day in Brussels, as the language writes them.

    >>> moment_text(datetime.datetime(2026, 12, 6, 21, 5, tzinfo=datetime.UTC), Language.NL)
    '6 december 2026, 22.05\xa0uur'
    """
    local = moment.astimezone(BRUSSELS)
    times = {
        Language.EN: "{0}.{1:02}",
        Language.FR: "{0}\xa0h\xa0{1:02}",
        Language.NL: "{0}.{1:02}\xa0uur",
    }
    return f"{date_text(local, language)}, {times[language].format(local.hour, local.minute)}"


def percent_text(rate: Decimal, language: Language) -> str:
    """Return a rate given in percent with its sign.

    >>> percent_text(Decimal(21), Language.EN)
    '21%'
    >>> percent_text(Decimal("25.5"), Language.EN)
    '25.5%'
    """
    text = format_percent(rate / 100, locale=_LOCALES[language], decimal_quantization=False)
    # Belgian Dutch sets the sign apart, as French does; CLDR has the usage of the Netherlands.
    return text.replace("%", "\N{NO-BREAK SPACE}%") if language == Language.NL else text
