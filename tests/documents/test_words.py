# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the documents exist in every language and ask for the same facts."""

import re
import tomllib
from pathlib import Path

import intake.documents
from intake.model.language import Language

WORDS = Path(intake.documents.__file__).with_name("words.toml")
PLACEHOLDER = re.compile(r"\{\w+\}")


def test_every_text_exists_in_every_language_with_the_same_places_to_fill_in() -> None:
    """A missing translation would show only on the day that it is printed."""
    for table in tomllib.loads(WORDS.read_text(encoding="utf-8")).values():
        for name, text in table.items():
            assert set(text) == set(Language), name
            places = {frozenset(PLACEHOLDER.findall(words)) for words in text.values()}
            assert len(places) == 1, name


def test_french_sets_a_no_break_space_before_its_signs() -> None:
    """Narrow before ; : ! ? and full before the percent sign."""
    letters = [path.read_text(encoding="utf-8") for path in WORDS.parent.glob("letters/*.fr.md")]
    tables = tomllib.loads(WORDS.read_text(encoding="utf-8")).values()
    texts = [*letters, *(text["fr"] for table in tables for text in table.values())]
    for text in texts:
        words = text.removeprefix("Subject: ")
        assert not re.search(r"[^\u202f;:!?][;:!?](\s|$)|[^\u202f\u00a0{]%(?!})", words), text
