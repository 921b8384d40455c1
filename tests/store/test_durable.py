# SPDX-License-Identifier: GPL-3.0-or-later
"""A file is written whole or not at all, and never in the place of another."""

import subprocess
import sys
from pathlib import Path

import pytest

from intake.store.durable import make_folder, remove_if_empty, write_all_new, write_new
from tests.store.conftest import files, lay

# The child may write files of a thousand bytes at most: a disk that refuses.
FULL_DISK = """
import pathlib, resource, sys
from intake.store.durable import write_new
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_new(pathlib.Path(sys.argv[1]), b"x" * int(sys.argv[2]))
except OSError as error:
    print(type(error).__name__, error.strerror)
"""


def write_on_a_full_disk(path: Path, size: int) -> str:
    """Write that much in a process that may not, and return what it says."""
    child = [sys.executable, "-c", FULL_DISK, str(path), str(size)]
    return subprocess.run(child, capture_output=True, check=True, text=True).stdout.strip()


@pytest.mark.parametrize("data", [b"", b"one line\n", bytes(range(256)) * 1000])
def test_what_is_written_is_there_to_the_byte(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "2026" / "11" / "paper"

    write_new(path, data)

    assert path.read_bytes() == data


def test_nothing_else_is_left(tmp_path: Path) -> None:
    write_new(tmp_path / "2026" / "paper", b"data")

    assert files(tmp_path) == ["2026/paper"]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "2026" / "paper"

    write_new(path, b"data")

    modes = (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777)
    assert modes == (0o600, 0o700)


def test_a_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    path = lay(tmp_path, "paper", b"first")

    with pytest.raises(FileExistsError):
        write_new(path, b"second")

    assert path.read_bytes() == b"first"


def test_a_refused_second_file_leaves_nothing_behind(tmp_path: Path) -> None:
    path = lay(tmp_path, "paper", b"first")

    with pytest.raises(FileExistsError):
        write_new(path, b"second")

    assert files(tmp_path) == ["paper"]


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "paper").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(FileExistsError):
        write_new(tmp_path / "paper", b"data")

    assert files(tmp_path) == ["paper"]


def test_a_disk_that_refuses_is_an_error(tmp_path: Path) -> None:
    assert write_on_a_full_disk(tmp_path / "paper", 2000) == "OSError File too large"


def test_a_disk_that_refuses_leaves_nothing_behind(tmp_path: Path) -> None:
    write_on_a_full_disk(tmp_path / "paper", 2000)

    assert files(tmp_path) == []


def test_a_disk_that_refuses_much_still_takes_little(tmp_path: Path) -> None:
    write_on_a_full_disk(tmp_path / "paper", 500)

    assert (tmp_path / "paper").read_bytes() == b"x" * 500


def test_what_a_crash_left_unfinished_is_written_over(tmp_path: Path) -> None:
    lay(tmp_path, ".unfinished-paper", b"half a paper, longer than the whole")

    write_new(tmp_path / "paper", b"whole")

    assert (tmp_path / "paper").read_bytes() == b"whole"


def test_a_link_in_the_place_of_what_is_unfinished_is_not_followed(tmp_path: Path) -> None:
    victim = lay(tmp_path, "victim", b"untouched")
    (tmp_path / ".unfinished-paper").symlink_to(victim)

    with pytest.raises(OSError, match="symbolic link"):
        write_new(tmp_path / "paper", b"data")

    assert victim.read_bytes() == b"untouched"


def test_a_folder_is_made_with_all_above_it(tmp_path: Path) -> None:
    make_folder(tmp_path / "2026" / "11" / "22")

    assert (tmp_path / "2026" / "11" / "22").is_dir()


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = lay(tmp_path, "2026/paper")

    make_folder(path.parent)

    assert files(tmp_path) == ["2026/paper"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    lay(tmp_path, "2026")

    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "2026")


def test_an_empty_folder_is_removed(tmp_path: Path) -> None:
    make_folder(tmp_path / "2026")

    remove_if_empty(tmp_path / "2026")

    assert not (tmp_path / "2026").exists()


def test_a_folder_that_holds_something_is_kept(tmp_path: Path) -> None:
    path = lay(tmp_path, "2026/paper")

    remove_if_empty(path.parent)

    assert path.exists()


def test_a_folder_that_is_gone_needs_no_removing(tmp_path: Path) -> None:
    remove_if_empty(tmp_path / "2026")

    assert files(tmp_path) == []


# Many at once.


def many(folder: Path) -> dict[Path, bytes]:
    """Return files in folders of their own that are not there yet."""
    return {folder / f"2026/{number}" / "paper": b"%d" % number for number in range(20)}


def test_many_files_are_all_there_and_for_their_owner_alone(tmp_path: Path) -> None:
    files = many(tmp_path)
    write_all_new(files)

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.parent.stat().st_mode & 0o777 for path in files} == {0o700}


def test_of_many_files_none_replaces_another(tmp_path: Path) -> None:
    files = many(tmp_path)
    place = list(files)[10]
    place.parent.mkdir(parents=True)
    place.write_bytes(b"was here")

    with pytest.raises(FileExistsError):
        write_all_new(files)

    assert place.read_bytes() == b"was here"
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".unfinished-")]
