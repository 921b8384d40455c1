# SPDX-License-Identifier: GPL-3.0-or-later
"""What is remembered is there whole, or counts for nothing."""

from pathlib import Path

import pytest

from intake.store.remembered import read_remembered, remember, settled_before

RECORD = {"format": "test/1", "what": ["é", 1]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where it is remembered."""
    return tmp_path / "folder" / "file"


def test_what_was_remembered_is_read_again(file: Path) -> None:
    remember(file, RECORD)

    assert read_remembered(file, "test/1") == RECORD


def test_the_last_one_counts(file: Path) -> None:
    remember(file, {"format": "test/1"})
    remember(file, RECORD)

    assert read_remembered(file, "test/1") == RECORD


def test_another_format_counts_for_nothing(file: Path) -> None:
    remember(file, RECORD)

    assert read_remembered(file, "test/2") is None


def test_any_flipped_bit_makes_it_count_for_nothing(file: Path) -> None:
    remember(file, RECORD)
    whole = file.read_bytes()
    for place in range(len(whole)):
        harmed = bytearray(whole)
        harmed[place] ^= 1
        file.write_bytes(bytes(harmed))
        assert read_remembered(file, "test/1") is None, place


@pytest.mark.parametrize("size", [0, 1, 64, 65, 70])
def test_a_file_cut_short_counts_for_nothing(file: Path, size: int) -> None:
    remember(file, RECORD)
    file.write_bytes(file.read_bytes()[:size])

    assert read_remembered(file, "test/1") is None


def test_a_file_that_is_not_there_has_settled_nothing(file: Path) -> None:
    assert (read_remembered(file, "test/1"), settled_before(file)) == (None, 0)


def test_a_place_that_cannot_be_written_is_left(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()

    remember(tmp_path / "taken" / "file", RECORD)

    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
