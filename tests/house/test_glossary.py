# SPDX-License-Identifier: GPL-3.0-or-later
"""The glossary is a table that one finds a word in, and its code words are in the code."""

import re

from tests.house.project import PACKAGE, ROOT, python_files

GLOSSARY = ROOT / "docs" / "glossary.md"


def rows() -> list[list[str]]:
    """Return the cells of each term: English, French, Dutch, meaning, not to be confused with."""
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def term(row: list[str]) -> str:
    """Return the English term without its remarks: `offer (`Offer`)` is offer."""
    return re.sub(r" \(.*?\)|,.*", "", row[0])


def test_every_term_has_its_words_and_its_meaning() -> None:
    assert [row for row in rows() if len(row) != 5 or not all(row[:4])] == []


def test_the_terms_are_in_alphabetical_order() -> None:
    terms = [term(row) for row in rows()]
    assert terms == sorted(terms, key=str.lower)


def test_no_two_rows_are_about_the_same() -> None:
    names = [row[0] for row in rows()]
    assert sorted(names) == sorted(set(names))


def test_a_word_of_the_code_is_in_the_code() -> None:
    sources = [path for path in python_files() if path.is_relative_to(PACKAGE)]
    words = {
        word
        for path in sources
        for word in (
            *re.findall(r"\w+", path.read_text(encoding="utf-8")),
            str(path.parent.relative_to(ROOT)),
        )
    }
    named = {word for row in rows() for word in re.findall(r"`([^`]+)`", row[0])}
    assert named - words == set()
