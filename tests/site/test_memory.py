# SPDX-License-Identifier: GPL-3.0-or-later
"""What builds remember: added to, forgotten, and mended wherever it was cut off."""

from pathlib import Path

import pytest

from intake.site.memory import Memory

PROGRAMS = b"programs"
MANY = [b"%d" % number for number in range(20)]
FEW = [b"new %d" % number for number in range(3)]


def build(file: Path, keys: list[bytes], programs: bytes = PROGRAMS) -> int:
    """Use results as a build does; return how many had to be worked out."""
    memory = Memory(file, programs)
    made = [one for one in keys if not memory.remembers(one)]
    for one in made:
        memory.put(one, one)
    memory.save()
    return len(made)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a memory that was written, and then added to."""
    path = tmp_path / "memory"
    assert (build(path, MANY), build(path, MANY + FEW), build(path, MANY + FEW)) == (20, 3, 0)
    return path


def test_what_is_new_is_added_behind_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "memory"
    build(path, MANY)
    before = path.read_bytes()
    build(path, MANY + FEW)
    assert path.read_bytes().startswith(before)


def test_a_memory_that_was_cut_off_is_whole_after_one_build(file: Path) -> None:
    """A kill or a full disk may end it at any byte."""
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        build(file, MANY + FEW)
        assert build(file, MANY + FEW) == 0, length


def test_a_file_that_is_gone_or_was_added_to_meanwhile_is_written_anew(file: Path) -> None:
    first, second = Memory(file, PROGRAMS), Memory(file, PROGRAMS)
    for memory, key in ((first, b"a"), (second, b"b")):
        for one in (*MANY, *FEW, key):
            memory.remember(one, lambda: 1)
        memory.save()
    assert build(file, [*MANY, *FEW, b"b"]) == 0
    third = Memory(file, PROGRAMS)
    for one in (*MANY, b"c"):
        third.remember(one, lambda: 1)
    file.unlink()
    third.save()
    assert build(file, [*MANY, b"c"]) == 0


def test_what_nobody_uses_is_forgotten(file: Path) -> None:
    size = file.stat().st_size
    build(file, MANY[:5])
    assert file.stat().st_size < size / 2


def test_other_programs_know_nothing_of_it(file: Path) -> None:
    assert build(file, MANY, b"others") == len(MANY)
