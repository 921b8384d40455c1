# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody can push to a hub, with stock git on both sides and the hook as it is shipped."""

import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from intake.openpgp.packets import is_body
from intake.store.admitted import LARGEST
from intake.store.hub import main
from intake.store.remote import HubRefusesError
from tests.conftest import NOW
from tests.store.conftest import git, lay
from tests.store.machines import Clone, body, make_clone, make_clones

PAPER = "dossiers/2026/11/22/2026000001/20261122T101200Z-order-0000000000000001.pgp"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a machine, a hub that has its order, and a stranger's ordinary clone, to copy from."""
    root = tmp_path_factory.mktemp("hub")
    (clone,) = make_clones(root, 1)
    clone.receive(1)
    clone.sync()
    git(root, "clone", "--quiet", str(root / "hub.git"), str(root / "stranger"))
    git(root / "stranger", "config", "user.name", "Stranger")
    git(root / "stranger", "config", "user.email", "stranger@example.org")
    return root


@pytest.fixture
def hub(tmp_path: Path, made: Path) -> Path:
    """Return a hub of the test's own, and all that is around it."""
    shutil.copytree(made, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "hub.git"


@pytest.fixture
def clone(hub: Path) -> Clone:
    """Return the machine, whose order the hub has."""
    return make_clone(hub.parent, 0, hub)


@pytest.fixture
def stranger(hub: Path) -> Path:
    """Return an ordinary clone, as anybody who may push can have it."""
    folder = hub.parent / "stranger"
    git(folder, "remote", "set-url", "origin", str(hub))
    return folder


def pushed(folder: Path, *refs: str) -> str:
    """Push by force, and return what the hub says; nothing if it took it."""
    command = [
        "git",
        "-C",
        str(folder),
        "push",
        "--quiet",
        "--force",
        "origin",
        *(refs or ("main",)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [one.removeprefix("remote: ") for one in done.stderr.splitlines() if "remote: " in one]
    return told[0].strip() if done.returncode else ""


def commit(folder: Path, path: str, data: bytes | None) -> None:
    """Commit a file as it is told, or its deletion."""
    if data is None:
        git(folder, "rm", "--quiet", path)
    else:
        lay(folder, path, data)
        git(folder, "add", path)
    git(folder, "commit", "--quiet", "-m", "Do as we like")


ANOTHER = PAPER.replace("101200Z", "101201Z")


def test_a_paper_more_is_taken(stranger: Path, clone: Clone) -> None:
    commit(stranger, ANOTHER, body("more"))

    assert pushed(stranger) == ""
    clone.sync()
    assert ANOTHER in clone.files()


@pytest.mark.parametrize(
    ("path", "data", "says"),
    [
        (PAPER, None, f"the push deletes {PAPER}: papers are only added"),
        (PAPER, body("other"), f"the push changes {PAPER}: papers are only added"),
        ("FORMAT", b"register/2\n", "the push changes FORMAT: papers are only added"),
        (ANOTHER, b"in clear", f"{ANOTHER} is not one encrypted OpenPGP packet"),
        (ANOTHER, b"", f"{ANOTHER} is not one encrypted OpenPGP packet"),
        (ANOTHER, body("two") * 2, f"{ANOTHER} is not one encrypted OpenPGP packet"),
        (ANOTHER, body("rest") + b"\n", f"{ANOTHER} is not one encrypted OpenPGP packet"),
        ("notes.txt", body("x"), "notes.txt is outside the layout"),
        ("dossiers/notes.txt", body("x"), "dossiers/notes.txt is outside the layout"),
        (ANOTHER + "x", body("x"), f"{ANOTHER}x is outside the layout"),
        (ANOTHER.replace("-order-", "-gossip-"), body("x"), "is outside the layout"),
        (ANOTHER.replace("/22/", "/32/"), body("x"), "is outside the layout"),
        (".gitattributes", b"* diff", ".gitattributes is outside the layout"),
    ],
)
def test_a_push_that_does_more_than_add_papers_is_refused(
    stranger: Path, hub: Path, path: str, data: bytes | None, says: str
) -> None:
    before = git(hub, "rev-parse", "main")
    commit(stranger, path, data)

    answer = pushed(stranger)

    assert (says in answer, answer.endswith("; nothing was taken")) == (True, True), answer
    assert git(hub, "rev-parse", "main") == before


def test_a_file_that_is_too_large_is_refused(stranger: Path) -> None:
    size = LARGEST + 1
    large = bytes((0xD2, 255)) + size.to_bytes(4) + b"x" * size
    assert is_body(large)
    commit(stranger, ANOTHER, large)

    assert pushed(stranger) == f"{ANOTHER} is larger than 4 MB; nothing was taken"


@pytest.mark.parametrize("kind", ["symlink", "program"])
def test_what_is_no_plain_file_is_refused(stranger: Path, kind: str) -> None:
    place = lay(stranger, ANOTHER, body("x"))
    if kind == "symlink":
        place.unlink()
        place.symlink_to("FORMAT")
    else:
        place.chmod(0o755)
    git(stranger, "add", ANOTHER)
    git(stranger, "commit", "--quiet", "-m", "Do as we like")

    assert pushed(stranger) == f"{ANOTHER} is no plain file; nothing was taken"


def test_what_is_deleted_and_put_back_within_one_push_is_refused(stranger: Path) -> None:
    commit(stranger, PAPER, None)
    git(stranger, "revert", "--no-edit", "HEAD")

    assert pushed(stranger) == f"the push deletes {PAPER}: papers are only added; nothing was taken"


def test_history_is_not_rewritten(stranger: Path) -> None:
    git(stranger, "reset", "--quiet", "--hard", "HEAD~1")
    commit(stranger, ANOTHER, body("more"))

    expected = "the push would forget commits that the hub has: fetch first; nothing was taken"
    assert pushed(stranger) == expected


def test_the_history_of_another_register_is_not_joined(stranger: Path) -> None:
    git(stranger, "checkout", "--quiet", "--orphan", "other")
    commit(stranger, ANOTHER, body("more"))
    git(stranger, "checkout", "--quiet", "main")
    git(stranger, "merge", "--quiet", "--allow-unrelated-histories", "-m", "Join", "other")

    says = "the push brings in the history of another register; nothing was taken"
    assert pushed(stranger) == says


def test_a_merge_that_puts_itself_before_the_hub_is_refused(stranger: Path, clone: Clone) -> None:
    """Else the order of arrival could be forged: who took an order first hangs on it."""
    commit(stranger, ANOTHER, body("more"))
    clone.receive(2)
    clone.sync()
    git(stranger, "pull", "--quiet", "--no-rebase", "--no-edit")

    says = "a merge must have the hub's commit as its first parent; nothing was taken"
    assert pushed(stranger) == says


def test_other_branches_and_deletions_are_refused(stranger: Path, hub: Path) -> None:
    says = "refs/heads/other is another branch than the register's; nothing was taken"
    assert pushed(stranger, "main:other") == says
    git(stranger, "tag", "v1")
    assert pushed(stranger, "v1").startswith("refs/tags/v1 is another branch")
    git(hub, "config", "receive.denyDeleteCurrent", "ignore")
    assert pushed(stranger, ":main") == "the branch cannot be deleted; nothing was taken"


def test_the_first_push_is_looked_at_as_well(tmp_path: Path, stranger: Path, hub: Path) -> None:
    empty = tmp_path / "empty.git"
    git(tmp_path, "init", "--quiet", "--bare", str(empty))
    (empty / "hooks" / "update").symlink_to(hub / "hooks" / "update")
    commit(stranger, "notes.txt", body("x"))
    git(stranger, "remote", "set-url", "origin", str(empty))

    assert "notes.txt is outside the layout" in pushed(stranger)


def test_what_the_hub_says_reaches_the_command(clone: Clone) -> None:
    """A paper of a kind that the hub's version does not know, say."""
    clone.machine.repository.commit({PurePosixPath("notes.txt"): b"x"}, "Do as we like", NOW)

    with pytest.raises(HubRefusesError, match=r"refuses what we push: notes\.txt is outside"):
        clone.machine.remote.push()


def test_a_hook_that_is_called_by_hand_says_what_it_wants(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["refs/heads/main"]) == 2
    assert capsys.readouterr().err == "hub: git calls this with a ref, an old and a new commit\n"


def test_a_hook_outside_a_repository_says_what_git_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["refs/heads/main", "1" * 40, "2" * 40]) == 1
    assert "git rev-list failed on the hub" in capsys.readouterr().err
