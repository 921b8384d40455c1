# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers reach git behind everybody's back, many in one commit, and a failing git loses none."""

import datetime
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.store.committer import Committer, commit_papers
from intake.store.git import Repository, object_id
from intake.store.lock import held
from tests.conftest import NOW
from tests.store.conftest import git, lay, messages, paper


class Failures(logging.Handler):
    """Hears of failed commits, so that a test can wait for one."""

    def __init__(self) -> None:
        """Hear errors."""
        super().__init__(logging.ERROR)
        self.heard = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        """Note that there was one."""
        assert record.levelno >= logging.ERROR
        self.heard.set()


@pytest.fixture
def failures() -> Iterator[Failures]:
    """Return what hears of failed commits."""
    handler, logger = Failures(), logging.getLogger("intake.store.committer")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


@pytest.fixture
def committer(repository: Repository) -> Iterator[Committer]:
    """Return a running committer at a clock that stands still."""
    opened = Committer(repository, clock=lambda: NOW)
    yield opened
    opened.close()


def lay_paper(register: Path, count: int) -> None:
    """Lay the body of the paper of that count on the disk."""
    lay(register, paper(count).body, b"body %d" % count)


def break_git(register: Path) -> None:
    """Take git's objects away."""
    (register / ".git" / "objects").rename(register / ".git" / "away")


def mend_git(register: Path) -> None:
    """Put them back."""
    (register / ".git" / "away").rename(register / ".git" / "objects")


def test_a_paper_is_committed_by_the_time_it_closes(
    register: Path,
    repository: Repository,
    committer: Committer,
) -> None:
    lay_paper(register, 42)

    committer.add(paper(42))
    committer.close()

    assert repository.committed()[str(paper(42).body)] == object_id(b"body 42")


def test_one_paper_is_named_by_its_kind_and_number(
    register: Path,
    committer: Committer,
) -> None:
    lay_paper(register, 42)

    committer.add(paper(42))
    committer.close()

    assert messages(register)[-1] == "Receive order 2026000042"


def test_many_papers_that_wait_are_few_commits(
    register: Path,
    committer: Committer,
) -> None:
    for count in range(20):
        lay_paper(register, count)

    # Whatever the thread took before the lock came, the rest waits for one commit.
    with held(register / ".git" / "commit-runs", wait=True):
        for count in range(20):
            committer.add(paper(count))
    committer.close()

    assert len(messages(register)) <= 3


def test_many_papers_are_named_by_kinds_and_numbers(
    register: Path,
    repository: Repository,
) -> None:
    for count in (42, 43):
        lay_paper(register, count)

    commit_papers(repository, [paper(42), paper(43)], NOW)

    expected = "Receive 2 papers\n\norder 2026000042\norder 2026000043"
    assert messages(register)[-1] == expected


def test_a_commit_carries_the_time_of_the_clock(register: Path, repository: Repository) -> None:
    lay_paper(register, 42)

    later = NOW + datetime.timedelta(hours=1)
    commit_papers(repository, [paper(42)], later)

    assert git(register, "log", "-1", "--format=%ct", "main").strip() == str(
        int(later.timestamp()),
    )


def test_papers_that_a_failing_git_refused_are_committed_later(
    register: Path,
    repository: Repository,
    committer: Committer,
    failures: Failures,
) -> None:
    for count in (42, 43):
        lay_paper(register, count)
    break_git(register)
    committer.add(paper(42))
    assert failures.heard.wait(timeout=30)
    mend_git(register)

    committer.add(paper(43))
    committer.close()

    expected = {"FORMAT", str(paper(42).body), str(paper(43).body)}
    assert set(repository.committed()) == expected


def test_a_failing_git_does_not_keep_it_from_closing(
    register: Path,
    committer: Committer,
    failures: Failures,
) -> None:
    lay_paper(register, 42)
    break_git(register)

    committer.add(paper(42))
    committer.close()

    assert failures.heard.is_set()


def test_the_log_of_a_failure_names_no_paper(
    register: Path,
    committer: Committer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    lay_paper(register, 42)
    break_git(register)

    committer.add(paper(42))
    committer.close()

    (record,) = caplog.records
    assert record.getMessage().startswith("commit of 1 papers failed: git ")


def test_nothing_to_commit_is_no_commit(register: Path, committer: Committer) -> None:
    committer.close()

    assert messages(register) == ["Open register"]


def test_a_closed_committer_leaves_no_thread(committer: Committer) -> None:
    threads = set(threading.enumerate())
    committer.close()

    assert [one.name for one in threads - set(threading.enumerate())] == ["committer"]


def test_a_paper_that_is_gone_does_not_keep_others_out_of_git(
    register: Path,
    repository: Repository,
    committer: Committer,
) -> None:
    lay_paper(register, 43)

    committer.add(paper(42))
    committer.add(paper(43))
    committer.close()

    assert str(paper(43).body) in repository.committed()


def test_in_a_quiet_moment_the_packs_of_a_rush_are_joined(
    register: Path, repository: Repository
) -> None:
    git(register, "config", "gc.autoPackLimit", "1")
    tidied = TidiedRepository(register)
    committer = Committer(tidied, clock=lambda: NOW, quiet_seconds=0.01)
    lay_paper(register, 42)

    committer.add(paper(42))

    assert tidied.heard.wait(10)
    committer.close()
    assert repository.committed()[str(paper(42).body)] == object_id(b"body 42")


class TidiedRepository(Repository):
    """Says when it has been tidied."""

    def __init__(self, folder: Path) -> None:
        """Open it."""
        super().__init__(folder)
        self.heard = threading.Event()

    def tidy(self) -> None:
        """Tidy, and say so."""
        super().tidy()
        self.heard.set()
