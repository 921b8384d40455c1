# SPDX-License-Identifier: GPL-3.0-or-later
"""The countries that a form can name, in each language."""

import pytest

from intake.model.countries import country_code, country_names
from intake.model.language import Language
from intake.model.vat import EUROPEAN_UNION


@pytest.mark.parametrize("language", Language)
def test_ours_is_first_then_the_union_then_the_others(language: Language) -> None:
    codes = list(country_names(language))
    assert codes[0] == "BE"
    assert set(codes[:27]) == EUROPEAN_UNION
    assert len(set(country_names(language).values())) == len(codes)


@pytest.mark.parametrize("language", Language)
def test_every_country_is_known_by_its_name_and_its_code(language: Language) -> None:
    for code, name in country_names(language).items():
        found = {country_code(text, language) for text in (name, code, f" {name.upper()} ")}
        assert found == {code}


@pytest.mark.parametrize("text", ["", "  ", "Atlantis", "ZZ", "EU", "AC", "B", "Belgium, Belgium"])
def test_what_is_no_country_is_none(text: str) -> None:
    assert country_code(text, Language.EN) is None
