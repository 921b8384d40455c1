# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody typed is never run by a spreadsheet, and what we count stays a number."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from intake.documents.table_cell import Cell, cell_text, harmless


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_gets_an_apostrophe(sign: str) -> None:
    assert harmless(f"{sign}cmd|' /C calc'!A1") == f"'{sign}cmd|' /C calc'!A1"


@pytest.mark.parametrize("text", ["", "Zoë", "a=b", "1-1", "+++202/6000/00192+++", "2026000042"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (False, "no"),
        (-3, "-3"),
        (Decimal("-25.00"), "-25.00"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "2026-07-02 00:30:00"),
    ],
)
def test_a_cell_is_written_as_what_it_is(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text
