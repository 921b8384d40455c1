# SPDX-License-Identifier: GPL-3.0-or-later
"""What one field may hold: no character that nobody types, and no key that nobody may have."""

import pytest

from intake.model.countries import country_codes
from intake.model.field_rules import has_unwanted


@pytest.mark.parametrize("character", ["\0", "\x1b", "\u202e", "\u2028", "\xad", "\ufeff"])
def test_invisible_characters_are_seen(character: str) -> None:
    """Control, format and separator characters, in a text of one line or of several."""
    assert has_unwanted(f"a{character}b", of_several_lines=True)


def test_a_line_feed_belongs_in_a_text_of_several_lines_only() -> None:
    """A name with a line feed would write a second line wherever it is shown."""
    answers = (
        has_unwanted("a\nb", of_several_lines=True),
        has_unwanted("a\nb", of_several_lines=False),
    )

    assert answers == (False, True)


def test_countries_are_those_of_people_and_not_of_tables() -> None:
    assert {"BE", "FR", "NL", "GB", "US"} <= country_codes()
    assert country_codes() & {"EU", "UN", "ZZ", "XA", "001"} == set()
