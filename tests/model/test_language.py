# SPDX-License-Identifier: GPL-3.0-or-later
"""Money, dates and percentages as each language writes them, to the last no-break space."""

import datetime
from decimal import Decimal

import pytest

from intake.model.language import (
    NAMES,
    Language,
    date_text,
    moment_text,
    money_text,
    percent_text,
)
from intake.model.money import Money

NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "amount", "text"),
    [
        (Language.EN, "0.00", "€0.00"),
        (Language.EN, "87.12", "€87.12"),
        (Language.EN, "1234567.80", "€1,234,567.80"),
        (Language.FR, "0.00", f"0,00{NO_BREAK}€"),
        (Language.FR, "87.12", f"87,12{NO_BREAK}€"),
        (Language.FR, "1234567.80", f"1{NARROW}234{NARROW}567,80{NO_BREAK}€"),
        (Language.NL, "0.00", f"€{NO_BREAK}0,00"),
        (Language.NL, "87.12", f"€{NO_BREAK}87,12"),
        (Language.NL, "1234567.80", f"€{NO_BREAK}1.234.567,80"),
    ],
)
def test_money_is_written_as_the_language_writes_it(
    language: Language,
    amount: str,
    text: str,
) -> None:
    assert money_text(Money.parse(amount), language) == text


@pytest.mark.parametrize("language", Language)
def test_no_cent_is_lost_in_writing(language: Language) -> None:
    text = money_text(Money.parse("90071992547409.93"), language)

    assert "".join(filter(str.isdigit, text)) == "9007199254740993"


@pytest.mark.parametrize(
    ("language", "day", "text"),
    [
        (Language.EN, "2026-11-22", "22 November 2026"),
        (Language.EN, "2027-02-03", "3 February 2027"),
        (Language.EN, "2027-02-01", "1 February 2027"),
        (Language.FR, "2026-11-22", "22 novembre 2026"),
        (Language.FR, "2027-02-03", "3 février 2027"),
        (Language.FR, "2027-02-01", "1er février 2027"),
        (Language.FR, "2027-02-11", "11 février 2027"),
        (Language.NL, "2026-11-22", "22 november 2026"),
        (Language.NL, "2027-02-03", "3 februari 2027"),
    ],
)
def test_a_date_has_its_month_as_a_word(language: Language, day: str, text: str) -> None:
    assert date_text(datetime.date.fromisoformat(day), language) == text


@pytest.mark.parametrize(
    ("language", "rate", "text"),
    [
        (Language.EN, "21", "21%"),
        (Language.EN, "6", "6%"),
        (Language.EN, "0", "0%"),
        (Language.FR, "21", f"21{NO_BREAK}%"),
        (Language.NL, "21", "21\N{NO-BREAK SPACE}%"),
    ],
)
def test_a_rate_has_its_sign(language: Language, rate: str, text: str) -> None:
    assert percent_text(Decimal(rate), language) == text


def test_every_language_writes_its_own_name() -> None:
    assert NAMES == {Language.EN: "English", Language.FR: "Français", Language.NL: "Nederlands"}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.EN, "6 December 2026, 22.05"),
        (Language.FR, f"6 décembre 2026, 22{NO_BREAK}h{NO_BREAK}05"),
        (Language.NL, f"6 december 2026, 22.05{NO_BREAK}uur"),
    ],
)
def test_a_moment_is_written_as_the_clocks_of_brussels_show_it(
    language: Language, expected: str
) -> None:
    moment = datetime.datetime(2026, 12, 6, 21, 5, tzinfo=datetime.UTC)
    assert moment_text(moment, language) == expected
