# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits is the same with what is remembered, without it, and with something wrong in it."""

import dataclasses
import datetime
import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import Paper, PaperKind
from intake.store.git import Repository, open_new_register
from intake.store.open_dossiers import is_open, open_dossiers
from tests.conftest import NOW
from tests.store.conftest import git, lay, paper


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return where nothing is remembered yet."""
    return tmp_path / "remembered"


def marked(order: Paper, kind: PaperKind, minutes: int = 1) -> Paper:
    """Return a mark in the dossier of an order."""
    later = order.received + datetime.timedelta(minutes=minutes)
    return dataclasses.replace(order, kind=kind, received=later)


def put(repository: Repository, *papers: Paper, commit: bool = True) -> None:
    """Lay papers on the disk, and commit them."""
    for one in papers:
        lay(repository.folder, one.body, b"body")
    if commit and papers:
        repository.commit({one.body: b"body" for one in papers}, "Add", NOW)


def numbers(repository: Repository, cache: Path) -> list[OrderNumber]:
    """Return the numbers of the open dossiers."""
    return [papers[0].number for papers in open_dossiers(repository, cache)]


def test_an_empty_register_has_no_open_dossier(repository: Repository, cache: Path) -> None:
    assert numbers(repository, cache) == []


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([PaperKind.ORDER], True),
        ([PaperKind.ORDER, PaperKind.SENT], True),
        ([PaperKind.ORDER, PaperKind.MARKED_PAID], True),
        ([PaperKind.ORDER, PaperKind.MARKED_RUNNING], False),
        ([PaperKind.ORDER, PaperKind.MARKED_CANCELLED], False),
        ([PaperKind.ORDER, PaperKind.MARKED_RUNNING, PaperKind.MARKED_PAID], True),
        ([PaperKind.ORDER, PaperKind.MARKED_RUNNING, PaperKind.MARKED_ENDED], False),
        ([PaperKind.WITHDRAWAL], True),
        ([PaperKind.SENT], False),
        ([], False),
    ],
)
def test_a_dossier_is_open_until_its_last_mark_ends_it(
    kinds: list[PaperKind], *, expected: bool
) -> None:
    assert is_open(dataclasses.replace(paper(1), kind=kind) for kind in kinds) is expected


def test_what_git_does_not_have_yet_is_seen_too(repository: Repository, cache: Path) -> None:
    put(repository, paper(1))
    numbers(repository, cache)
    put(repository, paper(2), commit=False)

    assert numbers(repository, cache) == [paper(1).number, paper(2).number]


def test_a_mark_that_git_does_not_have_yet_closes_a_dossier(
    repository: Repository, cache: Path
) -> None:
    put(repository, paper(1))
    numbers(repository, cache)
    put(repository, marked(paper(1), PaperKind.MARKED_ENDED), commit=False)

    assert numbers(repository, cache) == []


def test_a_dossier_that_is_opened_again_is_back(repository: Repository, cache: Path) -> None:
    put(repository, paper(1), marked(paper(1), PaperKind.MARKED_RUNNING))
    assert numbers(repository, cache) == []

    put(repository, marked(paper(1), PaperKind.MARKED_RECEIVED, minutes=2))

    assert numbers(repository, cache) == [paper(1).number]


@pytest.mark.parametrize("seed", range(8))
def test_any_course_of_events_gives_what_a_fresh_look_gives(
    repository: Repository, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # a course of events, no secret
    marks = sorted(kind for kind in PaperKind if kind.startswith("marked-"))
    late: list[Paper] = []
    orders = [paper(count, NOW + datetime.timedelta(days=count % 5)) for count in range(1, 21)]
    for step in range(40):
        order = chance.choice(orders)
        if not (repository.folder / order.body).exists():
            one = order
        else:
            one = marked(order, chance.choice(marks), minutes=step + 1)
        put(repository, one, commit=False)
        late.append(one)
        if chance.random() < 0.5:
            put(repository, *late)
            late = []
            remembered = numbers(repository, tmp_path / "remembered")
            assert remembered == numbers(repository, tmp_path / f"fresh-{step}")


def harm_a_byte(file: Path) -> None:
    """Change a digit in the number of a dossier."""
    file.write_text(file.read_text(encoding="utf-8").replace("2026000001", "2026000009"))


def of_a_strange_commit(file: Path) -> None:
    """Say that it is of a commit that is not in this history."""
    record = json.loads(file.read_text(encoding="utf-8").partition("\n")[2])
    text = json.dumps({**record, "tip": "0" * 40, "dossiers": []})
    digest = hashlib.sha256(text.encode()).hexdigest()
    file.write_text(f"{digest}\n{text}", encoding="utf-8")


def emptied(file: Path) -> None:
    """Leave nothing in it."""
    file.write_bytes(b"")


def of_other_bytes(file: Path) -> None:
    """Put in what is no text."""
    file.write_bytes(b"\xff\x00")


def of_another_form(file: Path) -> None:
    """Put in a sound record of something else."""
    file.write_text(hashlib.sha256(b"[]").hexdigest() + "\n[]", encoding="utf-8")


@pytest.mark.parametrize(
    "harm",
    [harm_a_byte, of_a_strange_commit, Path.unlink, emptied, of_other_bytes, of_another_form],
    ids=lambda harm: harm.__name__,
)
def test_what_is_remembered_wrongly_counts_for_nothing(
    repository: Repository, cache: Path, harm: Callable[[Path], None]
) -> None:
    put(repository, paper(1))
    numbers(repository, cache)
    harm(cache / "open-dossiers")

    assert numbers(repository, cache) == [paper(1).number]


def test_what_another_register_left_counts_for_nothing(
    repository: Repository, cache: Path, tmp_path: Path
) -> None:
    open_new_register(tmp_path / "other", NOW)
    other = Repository(tmp_path / "other")
    put(other, paper(5))
    numbers(other, cache)
    put(repository, paper(1))

    assert numbers(repository, cache) == [paper(1).number]


def test_history_that_was_taken_back_is_read_again(repository: Repository, cache: Path) -> None:
    put(repository, paper(1))
    put(repository, paper(2))
    numbers(repository, cache)
    git(repository.folder, "update-ref", "refs/heads/main", "main^")
    (repository.folder / paper(2).body).unlink()

    assert numbers(repository, cache) == [paper(1).number]


def test_a_folder_that_cannot_be_written_only_costs_time(
    repository: Repository, tmp_path: Path
) -> None:
    put(repository, paper(1))
    lay(tmp_path, "taken")

    assert numbers(repository, tmp_path / "taken") == [paper(1).number]


def test_only_its_owner_may_read_what_is_remembered(repository: Repository, cache: Path) -> None:
    numbers(repository, cache)

    modes = [path.stat().st_mode & 0o777 for path in (cache, cache / "open-dossiers")]
    assert modes == [0o700, 0o600]


def test_nothing_else_is_left_beside_it(repository: Repository, cache: Path) -> None:
    put(repository, paper(1))
    numbers(repository, cache)
    numbers(repository, cache)

    assert [path.name for path in cache.iterdir()] == ["open-dossiers"]
