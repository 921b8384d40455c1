# SPDX-License-Identifier: GPL-3.0-or-later
"""Key packets between two folders: only added, never replaced, never brought back."""

import dataclasses
import os
from pathlib import Path

import pytest

from intake.actions.sync_register import KeysNeedEyesError, NoSharedFolderError
from intake.store.dossiers import Paper, PaperKind
from intake.store.shared_keys import KeysFolderError, copy_keys
from tests.store.conftest import files, lay
from tests.store.machines import Clone, key_packets, make_clone, make_clones


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Return the folder that all machines have."""
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


@pytest.fixture
def two(tmp_path: Path, shared: Path) -> list[Clone]:
    """Return two machines that share a hub and a folder of keys."""
    made = make_clones(tmp_path, 2)
    return [
        make_clone(tmp_path, one.digit, one.machine.hub, shared_keys=str(shared)) for one in made
    ]


def keys_of(clone: Clone, paper: Paper) -> Path:
    """Return where a machine has the key packets of a paper."""
    return clone.machine.keys / paper.keys


def test_keys_reach_the_desk_by_the_shared_folder(two: list[Clone]) -> None:
    web, desk = two
    paper = web.receive(1)

    assert web.sync().keys == 1
    assert desk.sync(take_keys=True).keys == 1
    assert keys_of(desk, paper).read_bytes() == keys_of(web, paper).read_bytes()
    assert keys_of(desk, paper).stat().st_mode & 0o777 == 0o600
    assert (web.sync().keys, desk.sync(take_keys=True).keys) == (0, 0)


def test_the_web_machine_takes_none(two: list[Clone]) -> None:
    """It has no use for them, and whoever takes it over gets no more than its own."""
    web, desk = two
    paper = desk.receive(1)
    desk.sync(take_keys=True)
    web.sync()

    assert (web.folder / paper.body).is_file()
    assert not keys_of(web, paper).exists()


def test_keys_are_there_before_the_body_is(two: list[Clone], shared: Path, tmp_path: Path) -> None:
    """So that whoever has the body can read it, also if the hub is away meanwhile."""
    web = two[0]
    paper = web.receive(1)
    away = make_clone(tmp_path, 0, f"{tmp_path}/nowhere.git", shared_keys=str(shared))

    with pytest.raises(Exception, match="cannot be reached"):
        away.sync()

    assert (shared / paper.keys).is_file()


def test_keys_without_a_body_here_stay_where_they_are(two: list[Clone], shared: Path) -> None:
    """The next start of an intake would set them aside."""
    web, desk = two
    paper = web.receive(1)
    lay(shared, paper.keys, key_packets("x"))

    assert desk.sync(take_keys=True).keys == 0
    assert files(desk.machine.keys) == []


def test_what_differs_is_told_and_neither_is_changed(two: list[Clone], shared: Path) -> None:
    web, desk = two
    paper, other = web.receive(1), web.receive(2)
    lay(shared, paper.keys, key_packets("somebody else's"))
    before = (keys_of(web, paper).read_bytes(), (shared / paper.keys).read_bytes())

    with pytest.raises(KeysNeedEyesError, match=f"{paper.keys} differ here .* neither was chang"):
        web.sync()

    assert (keys_of(web, paper).read_bytes(), (shared / paper.keys).read_bytes()) == before
    assert (shared / other.keys).is_file()
    assert len(desk.machine.remote.bring_in(paper.received)) == 2


def test_the_same_bytes_of_another_time_are_no_difference(two: list[Clone], shared: Path) -> None:
    web = two[0]
    paper = web.receive(1)
    web.sync()
    os.utime(shared / paper.keys, (0, 0))

    assert web.sync().keys == 0


def test_erased_keys_do_not_come_back(two: list[Clone], shared: Path) -> None:
    """Neither from the shared folder nor into it; and it is told that some lie there."""
    web, desk = two
    paper, other = web.receive(1), web.receive(2)
    web.sync()
    erasure = dataclasses.replace(paper, kind=PaperKind.ERASURE, mark="e" * 16)
    lay(desk.folder, erasure.body, b"erased")

    with pytest.raises(KeysNeedEyesError, match=f"{paper.keys} are of erased dossiers: erase"):
        desk.sync(take_keys=True)

    assert files(desk.machine.keys) == [str(other.keys)]
    (shared / paper.keys).unlink()
    assert desk.sync(take_keys=True).keys == 0


def test_a_folder_that_is_not_mounted_is_told(two: list[Clone], shared: Path) -> None:
    """An empty folder in its place would be filled, and nobody would see that."""
    shared.rmdir()

    with pytest.raises(NoSharedFolderError, match="is not there; is it mounted"):
        two[0].sync()

    assert not shared.exists()


def test_what_is_no_key_packet_is_not_copied(two: list[Clone], shared: Path) -> None:
    web, desk = two
    paper = web.receive(1)
    web.sync()

    (shared / paper.keys).unlink()
    lay(shared, paper.keys, b"#!/bin/sh\n")
    with pytest.raises(KeysNeedEyesError, match=f"{paper.keys} are something else than key pack"):
        desk.sync(take_keys=True)

    assert (desk.folder / paper.body).is_file()
    assert not keys_of(desk, paper).exists()


def test_unfinished_and_foreign_files_are_left_alone(two: list[Clone], shared: Path) -> None:
    web = two[0]
    lay(web.machine.keys, "2026/11/22/2026000001/.unfinished-x.pkesk")
    lay(web.machine.keys, "notes.txt")
    lay(web.machine.keys, "2026/11/22/2026000001/notes.pkesk")
    lay(web.machine.keys, "incomplete/2026/11/22/2026000001/x.pkesk")

    assert web.sync().keys == 0
    assert files(shared) == []


def test_a_disk_that_takes_nothing_is_a_sentence(two: list[Clone], tmp_path: Path) -> None:
    web = two[0]
    web.receive(1)
    target = lay(tmp_path, "full", b"")

    with pytest.raises(KeysFolderError, match="key packets could not be copied: "):
        copy_keys(source=web.machine.keys, target=target, register=web.folder)
