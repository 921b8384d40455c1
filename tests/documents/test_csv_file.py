# SPDX-License-Identifier: GPL-3.0-or-later
"""A CSV file is read again as it was written, by whoever keeps to RFC 4180."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from intake.documents.csv_file import csv_file

# What no text can be in UTF-8.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2)))
def test_nothing_is_lost_but_that_formulas_are_defused(rows: list[list[str]]) -> None:
    text = csv_file(["one", "two"], rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))

    assert read[0] == ["one", "two"]
    cells = [
        (old, new)
        for was, now in zip(rows, read[1:], strict=True)
        for old, new in zip(was, now, strict=True)
    ]
    assert [new for old, new in cells if new not in {old, f"'{old}"}] == []
    assert [new for _, new in cells if new[:1] in {"=", "@", "-", "\t"}] == []


def test_an_empty_list_is_an_empty_file() -> None:
    assert csv_file([], []).decode("utf-8-sig") == ""
