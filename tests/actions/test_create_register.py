# SPDX-License-Identifier: GPL-3.0-or-later
"""A register is made once, beside the folder of its keys, and never over anything."""

from pathlib import Path

import pytest

from intake.actions.create_register import create_register
from intake.store.git import FORMAT_FILE, ForeignFolderError, Repository
from tests.conftest import NOW


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """Return where the register and its keys are to be."""
    return tmp_path / "var" / "register", tmp_path / "var" / "keys"


def test_both_folders_are_made(places: tuple[Path, Path]) -> None:
    create_register(*places, now=NOW)

    assert [place.is_dir() for place in places] == [True, True]


def test_the_first_time_it_says_that_it_made_one(places: tuple[Path, Path]) -> None:
    assert create_register(*places, now=NOW)


def test_the_second_time_it_says_that_there_was_one(places: tuple[Path, Path]) -> None:
    create_register(*places, now=NOW)

    assert not create_register(*places, now=NOW)


def test_what_it_made_is_sound(places: tuple[Path, Path]) -> None:
    create_register(*places, now=NOW)

    repository = Repository(places[0])
    assert (repository.faults(), set(repository.committed())) == ([], {FORMAT_FILE})


def test_the_keys_are_for_their_owner_alone(places: tuple[Path, Path]) -> None:
    create_register(*places, now=NOW)

    assert places[1].stat().st_mode & 0o777 == 0o700


def test_the_folder_of_the_keys_is_made_again_if_it_is_gone(places: tuple[Path, Path]) -> None:
    create_register(*places, now=NOW)
    places[1].rmdir()

    create_register(*places, now=NOW)

    assert places[1].is_dir()


def test_a_folder_of_other_things_is_refused(places: tuple[Path, Path]) -> None:
    places[0].mkdir(parents=True)
    (places[0] / "notes.txt").touch()

    with pytest.raises(ForeignFolderError):
        create_register(*places, now=NOW)
