# SPDX-License-Identifier: GPL-3.0-or-later
"""The register's repository: made safe, opened only if safe, deaf to everybody's settings."""

import shlex
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from intake.errors import RefusedError
from intake.store.git import (
    FORMAT,
    FORMAT_FILE,
    ForeignFolderError,
    GitError,
    RegisterMissingError,
    Repository,
    UnsafeRegisterError,
    object_id,
    open_new_register,
    run_git,
)
from intake.store.lock import LockedError
from tests.conftest import NOW
from tests.store.conftest import files, git, lay, messages
from tests.store.test_history import make_ssh_key

PAPER = PurePosixPath("dossiers/2026/paper.pgp")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where no register is yet."""
    return tmp_path / "new"


def commit(repository: Repository, path: PurePosixPath = PAPER, data: bytes = b"data") -> None:
    """Commit one file."""
    repository.commit({path: data}, "Receive order 2026000042", NOW)


# Making a register.


def test_a_new_register_is_made_where_nothing_was(folder: Path) -> None:
    assert open_new_register(folder, NOW)


def test_a_register_that_is_there_is_left_alone(folder: Path) -> None:
    open_new_register(folder, NOW)

    assert not open_new_register(folder, NOW)


def test_a_second_making_adds_no_commit(folder: Path) -> None:
    open_new_register(folder, NOW)

    open_new_register(folder, NOW)

    assert messages(folder) == ["Open register"]


def test_a_new_register_holds_its_format_on_disk_and_in_git(folder: Path) -> None:
    open_new_register(folder, NOW)

    on_disk = (folder / FORMAT_FILE).read_text(encoding="utf-8")
    assert (on_disk, git(folder, "show", f"main:{FORMAT_FILE}")) == (FORMAT, FORMAT)


@pytest.mark.parametrize(
    ("key", "value"),
    [("core.fsync", "all"), ("core.fsyncmethod", "fsync"), ("core.bare", "true")],
)
def test_a_new_register_has_the_settings_that_keep_it(folder: Path, key: str, value: str) -> None:
    open_new_register(folder, NOW)

    assert git(folder, "config", "--local", key).strip() == value


def test_a_new_register_is_for_its_owner_alone(folder: Path) -> None:
    open_new_register(folder, NOW)

    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_register_half_made_is_finished(folder: Path) -> None:
    folder.mkdir()
    git(folder, "init", "--quiet")

    open_new_register(folder, NOW)

    assert messages(folder) == ["Open register"]


def test_a_register_that_lacks_its_first_commit_is_finished(folder: Path) -> None:
    """A clone of it, such as the desk has, would lack the format and be no register."""
    open_new_register(folder, NOW)
    git(folder, "update-ref", "-d", "refs/heads/main")

    open_new_register(folder, NOW)

    assert messages(folder) == ["Open register"]


def test_a_folder_of_other_things_is_refused(folder: Path) -> None:
    lay(folder, "letters/love.txt")

    with pytest.raises(ForeignFolderError) as error:
        open_new_register(folder, NOW)

    expected = f"{folder} is not empty and is no register; nothing was changed"
    assert str(error.value) == expected


def test_a_refused_folder_is_left_as_it_was(folder: Path) -> None:
    lay(folder, "letters/love.txt")

    with pytest.raises(ForeignFolderError):
        open_new_register(folder, NOW)

    assert [path.name for path in folder.iterdir()] == ["letters"]


# Opening one.


@pytest.mark.parametrize("missing", ["everything", ".git", FORMAT_FILE])
def test_a_folder_without_register_says_how_to_make_one(folder: Path, missing: str) -> None:
    if missing != "everything":
        open_new_register(folder, NOW)
        (folder / missing).rename(folder / "elsewhere")

    with pytest.raises(RegisterMissingError) as error:
        Repository(folder)

    expected = f"there is no register in {folder}; make one: staff register create"
    assert str(error.value) == expected


def test_a_register_of_a_later_format_is_refused(register: Path) -> None:
    (register / FORMAT_FILE).write_text("register/2\n", encoding="utf-8")

    with pytest.raises(RefusedError):
        Repository(register)


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("core.fsync", "none", "all"),
        ("core.fsync", "committed,loose-object", "all"),
        ("core.fsync", None, "all"),
        ("core.fsyncMethod", "writeout-only", "fsync"),
        ("core.fsyncMethod", "batch", "fsync"),
        ("core.fsyncMethod", None, "fsync"),
        ("core.bare", "false", "true"),
    ],
)
def test_an_unsafe_register_is_refused_and_says_how_to_mend_it(
    register: Path,
    key: str,
    value: str | None,
    wanted: str,
) -> None:
    git(register, "config", *((key, value) if value else ("--unset", key)))

    with pytest.raises(UnsafeRegisterError) as error:
        Repository(register)

    assert str(error.value) == (
        f"{register} is not safe: {key} is not {wanted};"
        f" mend it: git -C {register} config {key} {wanted}"
    )


@pytest.mark.parametrize("key", ["core.fsync", "core.fsyncMethod", "core.bare"])
def test_the_sentence_of_an_unsafe_register_mends_it(register: Path, key: str) -> None:
    git(register, "config", "--unset", key)
    with pytest.raises(UnsafeRegisterError) as error:
        Repository(register)

    subprocess.run(shlex.split(str(error.value).partition("mend it: ")[2]), check=True)

    assert Repository(register).faults() == []


def test_making_a_register_refuses_one_that_has_become_unsafe(register: Path) -> None:
    git(register, "config", "core.fsync", "none")

    with pytest.raises(UnsafeRegisterError):
        open_new_register(register, NOW)


# Committing.


def test_what_is_committed_is_in_the_branch(register: Path, repository: Repository) -> None:
    commit(repository)

    assert git(register, "show", f"main:{PAPER}") == "data"


@pytest.mark.parametrize("data", [b"", b"\n", b"done\n", bytes(range(256))])
def test_any_bytes_are_committed_as_they_are(repository: Repository, data: bytes) -> None:
    commit(repository, data=data)

    assert repository.committed()[str(PAPER)] == object_id(data)


def test_a_commit_keeps_all_that_was_there(repository: Repository) -> None:
    commit(repository)

    commit(repository, PurePosixPath("dossiers/2027/paper.pgp"))

    expected = {FORMAT_FILE, str(PAPER), "dossiers/2027/paper.pgp"}
    assert set(repository.committed()) == expected


def test_a_commit_says_when_and_in_whose_name(register: Path, repository: Repository) -> None:
    commit(repository)

    said = git(register, "log", "-1", "--format=%an <%ae> %cI", "main").strip()
    assert said == "all2all intake <intake@localhost> 2026-11-22T10:12:00+00:00"


def test_many_files_are_one_commit(register: Path, repository: Repository) -> None:
    repository.commit({PurePosixPath(f"d/{number}"): b"x" for number in range(50)}, "Many", NOW)

    assert messages(register) == ["Open register", "Many"]


def test_a_rush_is_a_pack_and_no_heap_of_objects(register: Path, repository: Repository) -> None:
    rush(repository, "one")

    assert len(packs(register)) == 1


def test_many_packs_become_one_and_nothing_is_lost(register: Path, repository: Repository) -> None:
    git(register, "config", "gc.autoPackLimit", "1")
    rush(repository, "one")
    rush(repository, "two")
    before = repository.committed()
    assert len(packs(register)) == 2

    repository.tidy()

    assert len(packs(register)) == 1
    assert repository.committed() == before
    assert repository.faults() == []


def rush(repository: Repository, name: str) -> None:
    """Commit so many files that they stay a pack."""
    files = {PurePosixPath(f"{name}-{count}"): f"{name} {count}".encode() for count in range(30)}
    repository.commit(files, name, NOW)


def packs(register: Path) -> list[Path]:
    """Return git's packs."""
    return list(register.glob(".git/objects/pack/*.pack"))


def test_a_register_in_use_has_no_faults(repository: Repository) -> None:
    for number in range(3):
        commit(repository, PurePosixPath(f"dossiers/{number}"))

    assert repository.faults() == []


def test_a_broken_object_is_a_fault(register: Path, repository: Repository) -> None:
    commit(repository)
    broken = object_id(b"data")
    pack = next((register / ".git" / "objects").glob("pack/*.pack"), None)
    victim = pack or register / ".git" / "objects" / broken[:2] / broken[2:]
    victim.chmod(0o600)
    victim.write_bytes(victim.read_bytes()[:-5])

    assert repository.faults() != []


def test_git_that_fails_is_an_error_with_its_words(register: Path, repository: Repository) -> None:
    (register / ".git" / "objects").rename(register / ".git" / "away")

    with pytest.raises(GitError, match=r"^git [a-z-]+ failed: .*not a git repository"):
        commit(repository)


def test_a_failed_commit_can_be_made_again(register: Path, repository: Repository) -> None:
    (register / ".git" / "objects").rename(register / ".git" / "away")
    with pytest.raises(GitError):
        commit(repository)
    (register / ".git" / "away").rename(register / ".git" / "objects")

    commit(repository)

    assert messages(register)[-1] == "Receive order 2026000042"


def test_a_machine_without_git_is_told_so(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(GitError, match="No such file or directory: 'git'"):
        commit(repository)


# Other people's settings and repositories.


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """Return another repository, with one commit on the same branch name."""
    folder = tmp_path / "foreign"
    open_new_register(folder, NOW)
    return folder


@pytest.mark.parametrize("variable", ["GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"])
def test_a_hooks_repository_in_the_environment_is_not_ours(
    register: Path,
    repository: Repository,
    foreign: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    inside = {"GIT_OBJECT_DIRECTORY": "objects"}.get(variable, "")
    with monkeypatch.context() as hook:
        hook.setenv(variable, str(foreign / ".git" / inside))
        commit(repository)

    assert (len(messages(register)), len(messages(foreign))) == (2, 1)


def test_settings_of_whoever_runs_us_do_not_count(
    register: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    git(register, "config", "--unset", "core.fsync")
    lay(tmp_path, ".gitconfig", b"[core]\n\tfsync = all\n")
    monkeypatch.setenv("HOME", str(tmp_path))

    with pytest.raises(UnsafeRegisterError):
        Repository(register)


def test_no_hook_of_a_template_gets_into_a_register(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    lay(tmp_path, "template/hooks/reference-transaction")
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(tmp_path / "template"))

    open_new_register(folder, NOW)

    assert not (folder / ".git" / "hooks" / "reference-transaction").exists()


def test_a_broken_register_never_commits_to_the_repository_around_it(foreign: Path) -> None:
    """The default register lies in a checkout of this very project."""
    repository = register_inside(foreign)
    (repository.folder / ".git" / "HEAD").unlink()

    with pytest.raises(GitError):
        commit(repository)

    assert messages(foreign) == ["Open register"]


def register_inside(foreign: Path) -> Repository:
    """Make a register in a folder of another repository."""
    folder = foreign / "var" / "register"
    open_new_register(folder, NOW)
    return Repository(folder)


# Locks.


def test_two_intakes_never_work_on_one_register(register: Path, repository: Repository) -> None:
    with (
        repository.alone(),
        pytest.raises(LockedError, match="another program already works in"),
        Repository(register).alone(),
    ):
        pass


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_a_lock_that_a_dead_git_left_is_removed(
    register: Path,
    repository: Repository,
    lock: str,
) -> None:
    left = lay(register / ".git", lock, b"")

    repository.remove_stale_locks()

    assert not left.exists()


def test_after_that_commits_go_on(register: Path, repository: Repository) -> None:
    lay(register / ".git", "refs/heads/main.lock", b"")
    repository.remove_stale_locks()

    commit(repository)

    assert messages(register)[-1] == "Receive order 2026000042"


def test_the_register_holds_nothing_but_what_it_should(register: Path) -> None:
    assert files(register) == [FORMAT_FILE]


def test_a_name_of_gits_own_is_that_of_stock_git(register: Path) -> None:
    expected = run_git(register, "hash-object", "--stdin", stream=b"some\0bytes").stdout

    assert object_id(b"some\0bytes") == expected.decode().strip()


# A commit beside the branch.


@pytest.mark.parametrize("is_signed", [False, True])
def test_a_commit_aside_is_nothing_until_the_branch_advances(
    register: Path, tmp_path: Path, *, is_signed: bool
) -> None:
    key = make_ssh_key(tmp_path / "key") if is_signed else None
    repository = Repository(register, key)
    with repository.writing() as lock:
        aside = repository.commit_aside(lock, {PAPER: b"data"}, "Issue invoice 2026-00001", NOW)
        assert str(PAPER) not in repository.committed()
        again = repository.commit_aside(lock, {PAPER: b"other"}, "Issue invoice 2026-00001", NOW)
        repository.advance(again)

    assert aside != again
    assert repository.committed()[str(PAPER)] == object_id(b"other")
    assert messages(register)[-1] == "Issue invoice 2026-00001"
    assert (b"gpgsig" in run_git(register, "cat-file", "commit", again).stdout) is is_signed
    assert repository.faults() == []
