# SPDX-License-Identifier: GPL-3.0-or-later
"""A hub that is away, full, somebody else's, or faster than we are; and what a merge may not do."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path, PurePosixPath

import pytest

from intake.actions.create_register import create_register
from intake.actions.sync_register import HubBusyError, sync_register
from intake.store.git import FORMAT_FILE, ForeignFolderError, Repository, open_new_register
from intake.store.remote import HubUnreachableError, OtherRegisterError, join
from intake.store.union import FolderUnwritableError, ForeignFileError, OtherBytesError
from tests.conftest import NOW
from tests.store.conftest import git, lay, messages
from tests.store.machines import Clone, body, fsck, make_clone, make_clones, make_hub, settled

NO_HOOK = "hooks/update"


@pytest.fixture
def two(tmp_path: Path) -> list[Clone]:
    """Return two machines around a hub."""
    return make_clones(tmp_path, 2)


@pytest.fixture
def hub(tmp_path: Path, two: list[Clone]) -> Path:
    """Return their hub."""
    assert two
    return tmp_path / "hub.git"


# Both ways.


def test_what_one_machine_adds_the_other_has_as_a_file(two: list[Clone]) -> None:
    one, other = two
    paper = one.receive(1)

    went, came = one.sync().went, other.sync().came

    assert (went, came) == ((paper,), (paper,))
    assert (other.folder / paper.body).read_bytes() == (one.folder / paper.body).read_bytes()
    assert (other.folder / paper.body).stat().st_mode & 0o777 == 0o600


def test_nothing_to_do_is_no_commit(two: list[Clone]) -> None:
    before = messages(two[0].folder)
    settled(two)

    assert messages(two[1].folder) == before


def test_a_merge_has_the_hubs_commit_first(two: list[Clone], hub: Path) -> None:
    one, other = two
    one.receive(1)
    other.receive(1)
    one.sync()
    theirs = git(hub, "rev-parse", "main").strip()
    ours = git(other.folder, "rev-parse", "main").strip()

    other.sync()

    parents = git(other.folder, "log", "-1", "--format=%P", "main").split()
    assert parents == [theirs, ours]
    assert [fsck(place) for place in (hub, other.folder)] == [0, 0]


def test_whoever_is_late_fetches_merges_and_pushes_again(two: list[Clone], tmp_path: Path) -> None:
    """The other is faster, once, between our look and our push."""
    one, other = two
    other.receive(1)
    one.receive(1)
    pauses: list[float] = []
    remote = one.machine.remote
    remote.bring_in(NOW)
    other.sync()
    assert not remote.push()

    late = make_clone(tmp_path, 0, one.machine.hub, pause=pauses.append)
    assert [paper.number for paper in late.sync().came] == ["2026100001"]
    settled(two)
    assert one.files() == other.files()


def test_a_hub_that_is_always_faster_ends_in_a_sentence(tmp_path: Path, two: list[Clone]) -> None:
    """The pauses grow, and luck decides which part of them."""
    one, other = two
    pauses: list[float] = []

    def be_faster(seconds: float) -> None:
        pauses.append(seconds)

    slow = make_clone(tmp_path, 0, one.machine.hub, pause=be_faster, luck=lambda: 0.5)
    slow.receive(1)
    # Somebody else holds the branch of the hub for as long as we try.
    lay(tmp_path, "hub.git/refs/heads/main.lock", b"")

    with pytest.raises(HubBusyError, match="12 times; try again"):
        slow.sync()

    assert pauses[:4] == [0.025, 0.05, 0.1, 0.2]
    assert pauses[-1] == 5.0
    assert other.sync().came == ()


# What is refused.


def test_one_path_with_two_contents_is_refused_and_neither_changes(two: list[Clone]) -> None:
    one, other = two
    paper = one.receive(1)
    path = other.folder / paper.body
    lay(other.folder, paper.body, body("something else"))
    other.machine.repository.commit({paper.body: path.read_bytes()}, "Receive", NOW)
    one.sync()

    with pytest.raises(OtherBytesError, match="is here with other bytes than on the hub"):
        other.sync()

    assert path.read_bytes() == body("something else")
    assert one.sync().came == ()


def test_a_file_that_is_not_in_git_yet_is_not_replaced_either(two: list[Clone]) -> None:
    one, other = two
    paper = one.receive(1)
    lay(other.folder, paper.body, body("not in git"))
    one.sync()

    with pytest.raises(OtherBytesError):
        other.sync()

    assert (other.folder / paper.body).read_bytes() == body("not in git")


def test_the_way_out_of_two_contents_is_a_new_clone(two: list[Clone], tmp_path: Path) -> None:
    """As docs/operations.md has it: a copy of the hub, and into it what only we have."""
    one, other = two
    paper, ours = one.receive(1), other.receive(7)
    lay(other.folder, paper.body, body("something else"))
    one.sync()
    with pytest.raises(OtherBytesError):
        other.sync()
    old = other.folder.rename(tmp_path / "old")

    again = make_clone(tmp_path, 1, other.machine.hub)
    subprocess.run(["cp", "-rn", str(old / "dossiers"), str(again.folder)], check=False)

    assert (again.folder / paper.body).read_bytes() == (one.folder / paper.body).read_bytes()
    assert (again.folder / ours.body).is_file()


@pytest.mark.parametrize(
    ("path", "data", "says"),
    [
        ("notes.txt", b"x", r"on the hub, notes\.txt is outside the layout"),
        (
            "dossiers/2026/11/22/2026000001/20261122T101200Z-order-0000000000000001.pgp",
            b"in clear",
            "is not one encrypted OpenPGP packet; nothing was taken over",
        ),
    ],
)
def test_foreign_files_of_a_hub_without_hook_do_not_come_in(
    two: list[Clone], hub: Path, path: str, data: bytes, says: str
) -> None:
    one, other = two
    (hub / NO_HOOK).unlink()
    other.machine.repository.commit({PurePosixPath(path): data}, "Do as we like", NOW)
    assert other.machine.remote.push()
    before = (messages(one.folder), one.files())

    with pytest.raises(ForeignFileError, match=says):
        one.sync()

    assert (messages(one.folder), one.files()) == before


def test_a_hub_of_another_register_is_refused(tmp_path: Path, two: list[Clone]) -> None:
    other = tmp_path / "other"
    open_new_register(other, NOW + timedelta(days=1))
    hub = make_hub(tmp_path / "others.git")
    git(other, "push", "--quiet", str(hub), "main")
    mistaken = make_clone(tmp_path, 0, hub)

    with pytest.raises(OtherRegisterError, match="holds another register; nothing was changed"):
        mistaken.sync()

    assert two[0].sync().came == ()


@pytest.mark.parametrize(
    "hub", ["{}/nowhere.git", "ssh://nobody@127.0.0.1:1/srv/register.git", "-x"]
)
def test_a_hub_that_is_away_is_a_sentence_and_nothing_is_lost(
    tmp_path: Path, two: list[Clone], hub: str
) -> None:
    away = make_clone(tmp_path, 0, hub.format(tmp_path))
    paper = away.receive(1)

    with pytest.raises(HubUnreachableError, match="cannot be reached; nothing is lost: "):
        away.sync()

    back = make_clone(tmp_path, 0, two[0].machine.hub)
    assert back.sync().went == (paper,)


FULL_DISK = """
import resource, sys
from pathlib import Path
from intake.errors import IntakeError
from tests.store.machines import make_clone
clone = make_clone(Path(sys.argv[1]), 1, sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    clone.sync()
except IntakeError as error:
    print(type(error).__name__, str(error).splitlines()[0])
"""


@pytest.mark.parametrize("size", [0, 10])
def test_a_full_disk_is_a_sentence_and_the_next_sync_goes_on(
    tmp_path: Path, two: list[Clone], size: int
) -> None:
    """A body of 30 bytes that does not fit stands for every file that does not."""
    one, other = two
    papers = [one.receive(count) for count in range(1, 4)]
    one.sync()
    child = [sys.executable, "-c", FULL_DISK, str(tmp_path), one.machine.hub, str(size)]
    said = subprocess.run(child, capture_output=True, check=True, text=True).stdout

    assert said.startswith(("HubUnreachableError", "FolderUnwritableError", "GitError")), said
    assert list(other.sync().came) == papers
    assert other.files() == one.files()


def test_a_folder_that_takes_no_file_is_a_sentence(two: list[Clone]) -> None:
    """A file where the folder of the dossiers should be stands for a disk that is read-only."""
    one, other = two
    one.receive(1)
    one.sync()
    lay(other.folder, "dossiers", b"")

    with pytest.raises(FolderUnwritableError, match="could not be written in "):
        other.sync()

    (other.folder / "dossiers").unlink()
    assert len(other.sync().came) == 1


# A new machine.


def test_a_new_machine_gets_all_there_is(tmp_path: Path, two: list[Clone]) -> None:
    two[0].receive(1)
    two[0].sync()

    third = make_clone(tmp_path, 2, two[0].machine.hub)

    assert third.files() == two[0].files()
    assert third.committed() == two[0].committed()
    assert third.sync().came == ()


def test_a_joining_that_was_interrupted_is_taken_up_again(tmp_path: Path, two: list[Clone]) -> None:
    """Without its last file the folder is no register, and nobody takes it for one."""
    two[0].receive(1)
    two[0].sync()
    third = make_clone(tmp_path, 2, two[0].machine.hub)
    (third.folder / FORMAT_FILE).unlink()

    assert make_clone(tmp_path, 2, two[0].machine.hub).files() == two[0].files()


def test_a_folder_of_other_things_is_not_joined_to(tmp_path: Path, two: list[Clone]) -> None:
    lay(tmp_path, "letters/love.txt")

    with pytest.raises(ForeignFolderError):
        join(tmp_path / "letters", two[0].machine.hub)


def test_a_hub_without_a_register_is_not_joined(tmp_path: Path) -> None:
    hub = make_hub(tmp_path / "others.git")
    (hub / NO_HOOK).unlink()
    open_new_register(tmp_path / "other", NOW)
    path = PurePosixPath(
        "dossiers/2026/11/22/2026000001/20261122T101200Z-order-0000000000000001.pgp"
    )
    git(tmp_path / "other", "update-ref", "-d", "refs/heads/main")
    Repository(tmp_path / "other").commit({path: body("x")}, "No format", NOW)
    git(tmp_path / "other", "push", "--quiet", str(hub), "main")

    with pytest.raises(OtherRegisterError):
        join(tmp_path / "new", str(hub))


def test_the_first_machine_begins_and_an_empty_hub_gets_it(tmp_path: Path) -> None:
    hub = make_hub(tmp_path / "hub.git")

    assert create_register(tmp_path / "first", tmp_path / "keys", now=NOW, hub=str(hub))
    assert messages(tmp_path / "first") == ["Open register"]
    assert not create_register(tmp_path / "first", tmp_path / "keys", now=NOW, hub=str(hub))


def test_sync_does_not_wait_for_an_intake_that_runs(two: list[Clone]) -> None:
    """The intake holds its own lock all day, and that of the commits only for a moment."""
    one, other = two
    with one.machine.repository.alone():
        paper = one.receive(1)
        assert sync_register(one.machine, NOW, take_keys=False).went == (paper,)
    assert other.sync().came == (paper,)
