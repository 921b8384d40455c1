# SPDX-License-Identifier: GPL-3.0-or-later
"""What git says of the past; signed commits are what stock git calls good."""

import subprocess
from pathlib import Path, PurePosixPath

import pytest

from intake.errors import RefusedError
from intake.store.git import GitError, Repository
from intake.store.history import is_before, paths_at, paths_between, signatures
from intake.store.signing_key import SigningKeyError
from tests.conftest import NOW
from tests.store.conftest import git, lay, messages


def make_ssh_key(path: Path) -> Path:
    """Make a key without a passphrase, as a machine has it."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)]
    subprocess.run(command, check=True)
    return path


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the machine's own SSH key."""
    return make_ssh_key(tmp_path_factory.mktemp("ssh") / "key")


@pytest.fixture
def signers(key: Path, tmp_path: Path) -> Path:
    """Return the file that allows it to sign."""
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    return lay(tmp_path, "signers", f'intake@localhost namespaces="git" {public}'.encode())


def add(repository: Repository, name: str) -> None:
    """Commit one file."""
    repository.commit({PurePosixPath(name): name.encode()}, f"Receive {name}", NOW)


def verdicts(repository: Repository, signers: Path, since: str = "") -> list[str]:
    """Return the verdict on each commit, oldest first."""
    return [one.verdict for one in signatures(repository, signers, since)]


def test_a_commit_came_before_what_follows_it(repository: Repository) -> None:
    first = repository.tip()
    add(repository, "dossiers/1")
    second = repository.tip()

    order = [(first, second), (first, first), (second, first), ("0" * 40, second)]
    assert [is_before(repository, *pair) for pair in order] == [True, True, False, False]


def test_what_came_between_two_commits_is_told(repository: Repository) -> None:
    add(repository, "dossiers/1")
    first = repository.tip()
    for name in ("dossiers/2", "dossiers/3"):
        add(repository, name)

    assert paths_between(repository, first, repository.tip()) == ["dossiers/2", "dossiers/3"]


def test_the_files_below_a_folder_are_told(repository: Repository) -> None:
    for name in ("dossiers/1/a", "dossiers/2/b"):
        add(repository, name)

    assert paths_at(repository, repository.tip(), ["dossiers/2/"]) == ["dossiers/2/b"]


def test_stock_git_verifies_a_signed_commit(register: Path, key: Path, signers: Path) -> None:
    add(Repository(register, key), "dossiers/1")

    signed_by = f"gpg.ssh.allowedSignersFile={signers}"
    command = ["git", "-C", str(register), "-c", signed_by, "verify-commit", "main"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)

    assert done.stderr.startswith('Good "git" signature for intake@localhost with ED25519 key')


def test_a_signed_commit_is_like_any_other(register: Path, key: Path) -> None:
    add(Repository(register, key), "dossiers/1")

    said = git(register, "log", "-1", "--format=%an <%ae> %aI %cn <%ce> %cI %B", "main").strip()
    whom = "all2all intake <intake@localhost> 2026-11-22T10:12:00+00:00"
    assert said == f"{whom} {whom} Receive dossiers/1"
    assert messages(register) == ["Open register", "Receive dossiers/1"]
    assert git(register, "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"
    assert Repository(register).faults() == []


def test_each_commit_gets_its_verdict(
    register: Path, key: Path, signers: Path, tmp_path: Path
) -> None:
    add(Repository(register, key), "dossiers/1")
    add(Repository(register, make_ssh_key(tmp_path / "other")), "dossiers/2")

    assert verdicts(Repository(register), signers) == ["N", "G", "U"]


def test_only_what_came_since_is_looked_at(register: Path, key: Path, signers: Path) -> None:
    first = Repository(register).tip()
    add(Repository(register, key), "dossiers/1")

    assert verdicts(Repository(register), signers, first) == ["G"]


def test_what_a_crash_left_unsigned_is_written_over(register: Path, key: Path) -> None:
    add(Repository(register), "dossiers/1")
    git(register, "update-ref", "refs/intake/unsigned", "main")
    git(register, "update-ref", "refs/heads/main", "main^")

    add(Repository(register, key), "dossiers/2")

    assert messages(register) == ["Open register", "Receive dossiers/2"]


def test_a_key_that_stops_to_work_commits_nothing(
    register: Path, key: Path, tmp_path: Path
) -> None:
    own = lay(tmp_path, "own", key.read_bytes())
    own.chmod(0o600)
    repository = Repository(register, own)
    own.unlink()

    with pytest.raises(GitError):
        add(repository, "dossiers/1")

    assert messages(register) == ["Open register"]


def test_a_key_that_is_missing_is_said_at_the_start(register: Path, tmp_path: Path) -> None:
    with pytest.raises(SigningKeyError, match="No such file or directory; make one: ssh-keygen"):
        Repository(register, tmp_path / "nowhere")


def test_a_public_key_cannot_sign(register: Path, key: Path) -> None:
    with pytest.raises(SigningKeyError, match="that is no private key"):
        Repository(register, key.with_suffix(".pub"))


def test_signers_that_are_missing_are_said(repository: Repository, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="nowhere is not there; it holds a line"):
        verdicts(repository, tmp_path / "nowhere")
