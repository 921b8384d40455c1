# SPDX-License-Identifier: GPL-3.0-or-later
"""What is a text for a note, and what is none."""

import pytest

from intake.model.note import LONGEST_NOTE, NoteTextError, note_text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (" \n\t\n", "it is empty"),
        ("x" * (LONGEST_NOTE + 1), "more than 20000 letters"),
        ("one \x1b[2J", "cannot be printed"),
        ("one \u202e two", "cannot be printed"),
    ],
)
def test_what_is_no_text_is_refused(typed: str, why: str) -> None:
    with pytest.raises(NoteTextError, match=why):
        note_text(typed)


def test_letters_of_all_people_are_letters() -> None:
    assert note_text("Ünal Çelik, 王小明, ’t Kofschip ☎\n") == "Ünal Çelik, 王小明, ’t Kofschip ☎"
