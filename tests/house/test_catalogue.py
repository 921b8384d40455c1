# SPDX-License-Identifier: GPL-3.0-or-later
"""A price list that has been in force never changes, and git is the witness.

Until its day comes a list may still be corrected. What counts is the last version committed before
that day, or the first one if there was none yet. Where git remembers less (a shallow copy) or
nothing (an archive), less can be proved: then a list is held against the oldest version that is
known, and at the least it must be a list that can be read.
"""

import datetime
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.model.calendar import brussels_date
from intake.price_lists import read_catalogue
from tests.house.project import ROOT, git

CATALOGUE = Path("content") / "catalogue"
# The law is about today: the clock is read here, once.
TODAY = brussels_date(datetime.datetime.now(datetime.UTC))  # noqa: TID251


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A price list as it was committed on a day; without a text, it was taken away."""

    day: datetime.date
    text: str | None


def history(name: str, folder: Path) -> list[Version]:
    """Return every version that git remembers, oldest first."""
    path = str(CATALOGUE / name)
    log = git("log", "--reverse", "--format=%H %cI", "--", path, folder=folder) or ""
    versions = []
    for line in log.splitlines():
        commit, moment = line.split(" ")
        day = brussels_date(datetime.datetime.fromisoformat(moment))
        versions.append(Version(day=day, text=git("show", f"{commit}:{path}", folder=folder)))
    return versions


def as_it_came_into_force(name: str, folder: Path) -> str | None:
    """Return the version that counts, None if git remembers none."""
    first_day = datetime.date.fromisoformat(Path(name).stem)
    versions = [one for one in history(name, folder) if one.text is not None]
    before = [one.text for one in versions if one.day < first_day]
    return before[-1] if before else versions[0].text if versions else None


def known_lists(folder: Path) -> set[str]:
    """Return the names of all price lists that lie in the folder or ever did."""
    log = git("log", "--format=", "--name-only", "--", str(CATALOGUE), folder=folder) or ""
    return {
        *(path.name for path in (folder / CATALOGUE).glob("*.toml")),
        *(Path(line).name for line in log.splitlines() if line.endswith(".toml")),
    }


def changed_lists(folder: Path, today: datetime.date) -> list[str]:
    """Return the price lists that changed, or went, once they had been in force."""
    changed = []
    for name in sorted(known_lists(folder)):
        path = folder / CATALOGUE / name
        now = path.read_text(encoding="utf-8") if path.is_file() else None
        then = as_it_came_into_force(name, folder)
        started = datetime.date.fromisoformat(path.stem) <= today
        if started and then is not None and now != then:
            changed.append(name)
    return changed


def test_no_price_list_that_has_been_in_force_has_changed() -> None:
    assert changed_lists(ROOT, TODAY) == []


def test_every_price_list_can_be_read_and_is_named_after_its_day() -> None:
    """All that can be proved where git remembers nothing."""
    days = [one.in_force_from for one in read_catalogue(ROOT / CATALOGUE).price_lists]
    assert [f"{day}.toml" for day in days] == sorted(
        path.name for path in (ROOT / CATALOGUE).iterdir()
    )


def test_a_price_list_is_in_force_today() -> None:
    assert read_catalogue(ROOT / CATALOGUE).in_force_on(TODAY).offers


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository with price lists in it, whose commits have days."""

    folder: Path

    def commit(self, day: str, **lists: str | None) -> None:
        """Write price lists, day_2026_01_01="text", or take them away, and commit that."""
        for name, text in lists.items():
            path = self.folder / CATALOGUE / f"{name.removeprefix('day_').replace('_', '-')}.toml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True) if text is None else path.write_text(text)
        self._git(day, "add", "--all")
        self._git(day, "commit", "--quiet", "--message", "Change the price lists")

    def _git(self, day: str, *arguments: str) -> None:
        name = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        moment = f"{day}T12:00:00+0100"
        subprocess.run(
            ["git", "-C", str(self.folder), *name, "-c", "commit.gpgsign=false", *arguments],
            env=os.environ | {"GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment},
            check=True,
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return an empty repository."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return Repository(tmp_path)


NEW_YEAR = "2027-01-01.toml"
LATER = datetime.date(2027, 6, 1)


def test_a_list_changed_in_force_is_found(repository: Repository) -> None:
    repository.commit("2026-12-01", day_2027_01_01="60.00")
    repository.commit("2027-02-01", day_2027_01_01="66.00")
    assert changed_lists(repository.folder, LATER) == [NEW_YEAR]


def test_a_change_that_nobody_has_committed_yet_is_found(repository: Repository) -> None:
    repository.commit("2026-12-01", day_2027_01_01="60.00")
    (repository.folder / CATALOGUE / NEW_YEAR).write_text("66.00")
    assert changed_lists(repository.folder, LATER) == [NEW_YEAR]


def test_a_list_that_was_in_force_and_went_is_found(repository: Repository) -> None:
    repository.commit("2026-12-01", day_2027_01_01="60.00")
    repository.commit("2027-02-01", day_2027_01_01=None)
    assert changed_lists(repository.folder, LATER) == [NEW_YEAR]


def test_a_list_may_be_corrected_before_its_day(repository: Repository) -> None:
    repository.commit("2026-12-01", day_2027_01_01="60.00")
    repository.commit("2026-12-20", day_2027_01_01="61.00")
    assert changed_lists(repository.folder, LATER) == []


def test_a_list_that_is_only_announced_may_change(repository: Repository) -> None:
    repository.commit("2026-12-01", day_2027_01_01="60.00")
    (repository.folder / CATALOGUE / NEW_YEAR).write_text("66.00")
    assert changed_lists(repository.folder, datetime.date(2026, 12, 31)) == []


def test_a_list_committed_after_its_day_counts_as_it_came(repository: Repository) -> None:
    repository.commit("2027-01-10", day_2027_01_01="60.00")
    repository.commit("2027-01-11", day_2027_01_01="60.50")
    assert changed_lists(repository.folder, LATER) == [NEW_YEAR]


def test_a_change_that_was_taken_back_is_forgiven(repository: Repository) -> None:
    repository.commit("2026-12-01", day_2027_01_01="60.00")
    repository.commit("2027-02-01", day_2027_01_01="66.00")
    repository.commit("2027-02-02", day_2027_01_01="60.00")
    assert changed_lists(repository.folder, LATER) == []


def test_where_git_remembers_nothing_nothing_is_held_against_a_list(tmp_path: Path) -> None:
    (tmp_path / CATALOGUE).mkdir(parents=True)
    (tmp_path / CATALOGUE / NEW_YEAR).write_text("60.00")
    assert (known_lists(tmp_path), changed_lists(tmp_path, LATER)) == ({NEW_YEAR}, [])
