# SPDX-License-Identifier: GPL-3.0-or-later
"""What is erased follows from names; the law keeps books and what is behind them."""

import dataclasses
import datetime
from pathlib import Path

import pytest

from intake.store.dossiers import Paper, PaperKind
from intake.store.erasures import (
    Erased,
    ErasureListError,
    add_to_list,
    erased,
    erasures_among,
    kept,
    list_text,
    read_list,
)
from tests.store.conftest import paper

DAY = datetime.timedelta(days=1)
ORDER = paper(42)


def later(kind: PaperKind, days: int) -> Paper:
    """Return another paper of the same dossier."""
    return dataclasses.replace(
        ORDER, kind=kind, received=ORDER.received + days * DAY, mark=f"{days:016x}"
    )


SENT = later(PaperKind.SENT, 1)
PAID = later(PaperKind.MARKED_PAID, 2)
ERASURE = later(PaperKind.ERASURE, 5)


def test_what_was_there_is_erased_and_what_comes_later_is_not() -> None:
    cancelled = later(PaperKind.MARKED_CANCELLED, 6)

    assert set(erased([ORDER, SENT, ERASURE, cancelled])) == {ORDER, SENT}


def test_without_an_erasure_nothing_is_erased() -> None:
    assert erased([ORDER, SENT]) == {}


def test_an_order_that_money_came_of_stays_for_ten_years() -> None:
    end = datetime.date(2036, 12, 31)

    assert kept([ORDER, SENT, PAID], ERASURE.received.date()) == {ORDER: end, PAID: end}
    assert set(erased([ORDER, SENT, PAID, ERASURE])) == {SENT}


def test_after_ten_years_a_second_erasure_takes_the_rest() -> None:
    second = later(PaperKind.ERASURE, 11 * 366)

    assert set(erased([ORDER, PAID, ERASURE, second])) == {ORDER, PAID}


def test_the_list_has_each_erasure_once_and_never_loses_one(tmp_path: Path) -> None:
    path = tmp_path / "notes" / "erasures.txt"
    other = Erased(number=paper(7).number, opened=ORDER.opened, at=ORDER.received)
    add_to_list(path, [other])
    for _ in range(2):
        add_to_list(path, erasures_among([ORDER, ERASURE]))

    assert path.read_text(encoding="utf-8").splitlines()[1:] == [
        "2026000007 2026-11-22 2026-11-22T10:12:00Z",
        "2026000042 2026-11-22 2026-11-27T10:12:00Z",
    ]
    assert list_text(read_list(path)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line", ["2026", "2026000042 yesterday 2026-11-25T09:00:00Z", "x y z", "é"]
)
def test_a_line_of_something_else_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "erasures.txt"
    path.write_text(f"# head\n{line}\n", encoding="latin-1")

    with pytest.raises(ErasureListError, match=r"erasures.txt: line \d is no line of a list"):
        read_list(path)


def test_a_list_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_list(tmp_path / "erasures.txt") == []
