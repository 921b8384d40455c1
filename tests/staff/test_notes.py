# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff notes``: encrypted, shown with the dossier, and gone with it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.model.order import Order
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.main import main
from tests.staff.conftest import Staff
from tests.staff.test_editor import an_editor
from tests.store.conftest import files

TEXT = "Called her: pays on Monday."


def told(staff: Staff, order: Order) -> str:
    """Return what the desk shows of the order, each white space once."""
    return " ".join(staff("orders", "show", order.number).output.split())


def test_a_note_is_shown_with_who_said_it_and_when(staff: Staff, received: Order) -> None:
    answer = staff("--today", "2026-11-23", "notes", "add", received.number, TEXT)

    assert (answer.exit_code, answer.output) == (0, f"Noted about {received.number}\n")
    line = f"2026-11-23 13:00 note Staff One <one@example.org> notes: {TEXT}"
    assert line in told(staff, received)
    assert staff("register", "verify").exit_code == 0


def test_no_word_of_it_lies_on_the_disk(
    staff: Staff, received: Order, own_settings: Settings, tmp_path: Path
) -> None:
    staff("notes", "add", received.number, TEXT)

    assert [
        path for path in tmp_path.rglob("*") if path.is_file() and b"Monday" in read(path)
    ] == []
    (keys,) = own_settings.folders.keys.rglob("*-note-*.pkesk")
    assert received.number in str(keys)


def read(path: Path) -> bytes:
    """Return what is in a file."""
    return path.read_bytes()


def test_the_same_words_twice_are_two_notes(staff: Staff, received: Order) -> None:
    for _ in range(2):
        assert staff("notes", "add", received.number, TEXT).exit_code == 0

    assert told(staff, received).count(TEXT) == 2


def test_a_note_comes_from_a_pipe(received: Order, staff: Staff, tmp_path: Path) -> None:
    runner = CliRunner(env={SETTINGS_VARIABLE: str(tmp_path / "settings.toml")})
    arguments = ["notes", "add", received.number, "--file", "-"]
    answer = runner.invoke(main, arguments, input="First.\n\nSecond, Zoë.\n")

    assert answer.exit_code == 0
    assert "First. Second, Zoë." in told(staff, received)


def test_a_note_comes_from_an_editor(
    staff: Staff, received: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", an_editor(tmp_path, f'echo "{TEXT}" > "$1"'))
    assert staff("notes", "add", received.number).exit_code == 0

    assert TEXT in told(staff, received)


def test_an_editor_that_was_left_writes_nothing(
    staff: Staff,
    received: Order,
    own_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = files(own_settings.folders.register)
    monkeypatch.setenv("VISUAL", an_editor(tmp_path, "true"))
    answer = staff("notes", "add", received.number)

    assert (answer.exit_code, "it is empty" in answer.output) == (4, True)
    assert files(own_settings.folders.register) == before


def test_a_dry_run_writes_nothing(staff: Staff, received: Order, own_settings: Settings) -> None:
    before = files(own_settings.folders.register)
    answer = staff("notes", "add", received.number, TEXT, "--dry-run")

    assert (answer.exit_code, TEXT in answer.output) == (0, True)
    assert files(own_settings.folders.register) == before


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [(("2026000009", TEXT), 3), (("x", TEXT), 2), (("2026000001", TEXT, "--file", "-"), 2)],
)
def test_what_cannot_be_noted_is_refused(
    staff: Staff, received: Order, arguments: tuple[str, ...], exit_code: int
) -> None:
    assert received.number == "2026000001"
    assert staff("notes", "add", *arguments).exit_code == exit_code


def test_a_note_goes_with_its_dossier_and_none_comes_after(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    staff("notes", "add", received.number, TEXT)
    staff("erase", received.number, "--apply")

    assert list(own_settings.folders.keys.rglob("*-note-*.pkesk")) == []
    answer = staff("notes", "add", received.number, "He asked again.")
    assert (answer.exit_code, "is erased" in answer.output) == (4, True)
