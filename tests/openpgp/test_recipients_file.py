# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of recipients changes by one line, and every comment stays."""

from datetime import date
from pathlib import Path

from intake.openpgp.keyring import Fingerprint, read_recipients
from intake.openpgp.recipients_file import comments, with_recipient, without_recipient

ANN, BOB, CLEO = (Fingerprint(letter * 40) for letter in "ABC")
TEXT = f"# Who reads orders.\n\n# Ann, the board\n{ANN}\n{BOB[:4]} {BOB[4:]} # Bob\n# the end"


def read(text: str, folder: Path) -> tuple[Fingerprint, ...]:
    """Return the keys that a file of this text names."""
    path = folder / "recipients.txt"
    path.write_text(text, encoding="utf-8")
    return read_recipients(path)


def test_a_comment_is_on_the_line_or_right_above() -> None:
    assert comments(f"{TEXT}\n\n{CLEO}\n") == {ANN: "Ann, the board", BOB: "Bob", CLEO: ""}


def test_a_key_comes_last(tmp_path: Path) -> None:
    text = with_recipient(TEXT, CLEO, "Cleo")

    assert text == f"{TEXT}\n{CLEO}  # Cleo\n"
    assert read(text, tmp_path) == (ANN, BOB, CLEO)
    assert read(with_recipient("", CLEO, ""), tmp_path) == (CLEO,)


def test_a_key_that_goes_leaves_a_comment(tmp_path: Path) -> None:
    text = without_recipient(TEXT, BOB, date(2026, 12, 24))
    line = f"# dropped on 2026-12-24: {BOB[:4]} {BOB[4:]} # Bob"

    assert text.split("\n") == [*TEXT.split("\n")[:4], line, "# the end"]
    assert read(text, tmp_path) == (ANN,)
    assert without_recipient(TEXT, CLEO, date(2026, 12, 24)) == TEXT
