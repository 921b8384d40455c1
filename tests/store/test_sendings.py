# SPDX-License-Identifier: GPL-3.0-or-later
"""What is out of place in a dossier is found by the names of its papers alone."""

import dataclasses
import datetime

import pytest

from intake.model.sending import LetterKind, sending_mark
from intake.store.dossiers import Paper, PaperKind
from intake.store.sendings import misplaced
from tests.store.conftest import mark, paper

ORDER = paper(1)
REQUEST = dataclasses.replace(ORDER, kind=PaperKind.WITHDRAWAL)
ACKNOWLEDGEMENT = LetterKind.ACKNOWLEDGEMENT
OF_A_REQUEST = sending_mark(ACKNOWLEDGEMENT, ORDER.mark, 1)
FIRST, SECOND = (sending_mark(LetterKind.ANSWER, ORDER.mark, one) for one in (1, 2))
DAY = datetime.timedelta(days=1)


def added(kind: PaperKind, its_mark: str) -> Paper:
    """Return a paper added to the dossier."""
    return dataclasses.replace(ORDER, kind=kind, mark=its_mark)


SENDING, SENT = (added(kind, FIRST) for kind in (PaperKind.SENDING, PaperKind.SENT))
STRANGER = added(PaperKind.SENDING, mark(9))
ANSWERS_NOTHING = "is about a letter that answers no paper here"


@pytest.mark.parametrize(
    "dossier",
    [
        [ORDER],
        [ORDER, SENDING],
        [ORDER, SENDING, SENT],
        [ORDER, added(PaperKind.REFUSED, FIRST)],
        [ORDER, SENDING, added(PaperKind.SENDING, SECOND), added(PaperKind.SENT, SECOND)],
        [ORDER, added(PaperKind.MARKED_PAID, mark(5))],
        [ORDER, added(PaperKind.DUE, sending_mark(LetterKind.COPY, ORDER.mark, 0))],
        [REQUEST, added(PaperKind.WITHHELD, sending_mark(ACKNOWLEDGEMENT, ORDER.mark, 0))],
    ],
)
def test_a_sound_dossier_is_not_complained_about(dossier: list[Paper]) -> None:
    assert list(misplaced(dossier)) == []


@pytest.mark.parametrize(
    ("dossier", "found"),
    [
        ([ORDER, STRANGER], [(STRANGER, ANSWERS_NOTHING)]),
        (
            [ORDER, added(PaperKind.SENDING, SECOND)],
            [(added(PaperKind.SENDING, SECOND), ANSWERS_NOTHING)],
        ),
        (
            [ORDER, added(PaperKind.SENDING, OF_A_REQUEST)],
            [(added(PaperKind.SENDING, OF_A_REQUEST), ANSWERS_NOTHING)],
        ),
        ([ORDER, SENT], [(SENT, "ends a try that no paper began")]),
    ],
)
def test_a_paper_that_answers_nothing_is_found(
    dossier: list[Paper], found: list[tuple[Paper, str]]
) -> None:
    assert list(misplaced(dossier)) == found


def test_a_paper_added_twice_is_found() -> None:
    """As two desks that worked apart would leave it."""
    twin = dataclasses.replace(SENT, received=SENT.received + DAY)

    assert list(misplaced([ORDER, SENDING, SENT, twin])) == [(twin, "was added twice")]


def test_a_paper_that_lies_on_another_day_is_found() -> None:
    astray = dataclasses.replace(SENDING, opened=SENDING.opened + DAY)

    assert list(misplaced([ORDER, astray])) == [(astray, "lies in a dossier that nothing opened")]
