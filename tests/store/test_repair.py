# SPDX-License-Identifier: GPL-3.0-or-later
"""What a start does first: whatever a crash left is finished, set aside or tidied away."""

import dataclasses
import logging
import os
from pathlib import Path

import pytest

from intake.store.dossiers import PaperKind
from intake.store.git import Repository, object_id
from intake.store.repair import repair
from tests.conftest import NOW
from tests.store.conftest import files, folders, git, lay, messages, paper


def lay_both(register: Path, keys: Path, count: int) -> None:
    """Lay both parts of the paper of that count on the disk."""
    lay(keys, paper(count).keys, b"keys %d" % count)
    lay(register, paper(count).body, b"body %d" % count)


def test_a_sound_register_is_left_as_it_is(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    lay_both(register, keys, 42)
    repair(repository, keys, NOW)
    before = (files(register), files(keys), messages(register))

    repair(repository, keys, NOW)

    assert (files(register), files(keys), messages(register)) == before


def test_complete_papers_that_git_lacks_are_committed(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    for count in (42, 43):
        lay_both(register, keys, count)

    repair(repository, keys, NOW)

    committed = repository.committed()
    assert [committed[str(paper(count).body)] for count in (42, 43)] == [
        object_id(b"body 42"),
        object_id(b"body 43"),
    ]


def test_only_what_is_missing_is_committed(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    lay_both(register, keys, 42)
    repair(repository, keys, NOW)
    lay_both(register, keys, 43)

    repair(repository, keys, NOW)

    assert messages(register)[1:] == ["Receive order 2026000042", "Receive order 2026000043"]


def look_again(register: Path) -> None:
    """Let what the last start remembered be old enough to count."""
    memory = register / ".git" / "sound-days"
    later = memory.stat().st_mtime + 10
    os.utime(memory, (later, later))


def test_a_day_that_was_sound_is_not_looked_into_again(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    """Seen in a file that is added without its folder's time telling."""
    lay_both(register, keys, 42)
    repair(repository, keys, NOW)
    look_again(register)
    folder = (register / paper(42).body).parent
    before = folder.stat().st_mtime_ns
    hidden = lay(register, paper(42).body.with_name(".unfinished-x"))
    os.utime(folder, ns=(before, before))

    repair(repository, keys, NOW)

    assert hidden.exists()


@pytest.mark.parametrize("part", ["body", "keys"])
def test_a_day_in_which_anything_changed_is_looked_into(
    register: Path,
    keys: Path,
    repository: Repository,
    part: str,
) -> None:
    lay_both(register, keys, 42)
    repair(repository, keys, NOW)
    look_again(register)
    root, place = {"body": (register, paper(42).body), "keys": (keys, paper(42).keys)}[part]
    left = lay(root, place.with_name(".unfinished-x"))

    repair(repository, keys, NOW)

    assert not left.exists()


def test_a_paper_added_to_an_old_day_is_committed(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    lay_both(register, keys, 42)
    repair(repository, keys, NOW)
    look_again(register)
    added = dataclasses.replace(paper(42), kind=PaperKind.MARKED_PAID)
    lay(register, added.body)
    lay(keys, added.keys)

    repair(repository, keys, NOW)

    assert str(added.body) in repository.committed()


def test_days_that_git_has_lost_are_committed_again(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    lay_both(register, keys, 42)
    repair(repository, keys, NOW)
    look_again(register)
    git(register, "update-ref", "refs/heads/main", "main^")

    repair(repository, keys, NOW)

    assert str(paper(42).body) in repository.committed()


def test_what_changed_in_the_moment_of_looking_is_looked_into_again(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    """A folder's time has steps of some milliseconds."""
    lay_both(register, keys, 42)
    repair(repository, keys, NOW)
    folder = (register / paper(42).body).parent
    before = folder.stat().st_mtime_ns
    left = lay(register, paper(42).body.with_name(".unfinished-x"))
    os.utime(folder, ns=(before, before))

    repair(repository, keys, NOW)

    assert not left.exists()


def test_unfinished_files_are_removed_on_both_sides(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    for folder, place in ((register, paper(42).body), (keys, paper(42).keys)):
        lay(folder, place.with_name(f".unfinished-{place.name}"))

    repair(repository, keys, NOW)

    assert (files(register), files(keys)) == (["FORMAT"], [])


def test_an_unfinished_body_has_its_key_packets_set_aside(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    body = paper(42).body
    lay(keys, paper(42).keys, b"keys")
    lay(register, body.with_name(f".unfinished-{body.name}"))

    repair(repository, keys, NOW)

    assert (files(register), files(keys)) == (["FORMAT"], [f"incomplete/{paper(42).keys}"])


def test_what_is_set_aside_is_kept_as_it_was(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    lay(keys, paper(42).keys, b"keys")
    lay_both(register, keys, 43)

    repair(repository, keys, NOW)

    assert (keys / "incomplete" / paper(42).keys).read_bytes() == b"keys"


def test_what_was_set_aside_stays_there(keys: Path, repository: Repository) -> None:
    lay(keys, paper(42).keys, b"keys")
    repair(repository, keys, NOW)

    repair(repository, keys, NOW)

    assert files(keys) == [f"incomplete/{paper(42).keys}"]


def test_the_log_names_what_is_set_aside(
    keys: Path,
    repository: Repository,
    caplog: pytest.LogCaptureFixture,
) -> None:
    lay(keys, paper(42).keys)

    repair(repository, keys, NOW)

    expected = f"{paper(42).keys} has no body; it is set aside in incomplete"
    assert [record.getMessage() for record in caplog.records] == [expected]


def test_folders_left_empty_are_removed_from_the_register(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    (register / paper(42).body).parent.mkdir(parents=True)

    repair(repository, keys, NOW)

    assert folders(register) == []


def test_a_folder_left_empty_is_removed_from_the_keys(keys: Path, repository: Repository) -> None:
    (keys / paper(42).keys).parent.mkdir(parents=True)

    repair(repository, keys, NOW)

    assert not (keys / paper(42).keys).parent.exists()


def test_folders_left_empty_above_it_are_removed_too(keys: Path, repository: Repository) -> None:
    (keys / paper(42).keys).parent.mkdir(parents=True)

    repair(repository, keys, NOW)

    assert folders(keys) == []


def test_the_folder_of_the_keys_itself_is_kept(keys: Path, repository: Repository) -> None:
    """Its owner, its mode and what is mounted there are somebody's decision."""
    keys.chmod(0o750)

    repair(repository, keys, NOW)

    assert keys.stat().st_mode & 0o777 == 0o750


def test_a_foreign_file_is_left_alone(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    foreign = lay(register, "dossiers/2026/notes.txt", b"notes")

    repair(repository, keys, NOW)

    assert foreign.read_bytes() == b"notes"


def test_a_foreign_file_never_gets_into_git(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    lay(register, "dossiers/2026/notes.txt")

    repair(repository, keys, NOW)

    assert set(repository.committed()) == {"FORMAT"}


def test_a_foreign_file_is_named_in_the_log(
    register: Path,
    keys: Path,
    repository: Repository,
    caplog: pytest.LogCaptureFixture,
) -> None:
    lay(register, "dossiers/2026/notes.txt")

    with caplog.at_level(logging.WARNING):
        repair(repository, keys, NOW)

    expected = "dossiers/2026/notes.txt is no paper of this register; it is left alone"
    assert [record.getMessage() for record in caplog.records] == [expected]


def test_a_file_of_somebody_else_among_the_keys_is_left_alone(
    keys: Path,
    repository: Repository,
) -> None:
    lay(keys, "README", b"do not delete")

    repair(repository, keys, NOW)

    assert files(keys) == ["README"]


def test_locks_of_a_dead_git_do_not_stop_the_commit(
    register: Path,
    keys: Path,
    repository: Repository,
) -> None:
    lay_both(register, keys, 42)
    for lock in ("index.lock", "refs/heads/main.lock"):
        lay(register / ".git", lock, b"")

    repair(repository, keys, NOW)

    assert messages(register)[-1] == "Receive order 2026000042"


def test_git_is_sound_afterwards(register: Path, keys: Path, repository: Repository) -> None:
    lay_both(register, keys, 42)

    repair(repository, keys, NOW)

    assert git(register, "fsck", "--strict", "--no-dangling") == ""
