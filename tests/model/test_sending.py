# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a letter is, from the papers about it: sent stays sent, and doubt is never resolved."""

import pytest

from intake.model.sending import (
    LetterKind,
    LetterState,
    Step,
    attempts_at,
    letter_state,
    sending_mark,
)

ORDER = "0123456789abcdef"
OPEN = {Step.SENDING}
SENT = {Step.SENDING, Step.SENT}
LATER = {Step.SENDING, Step.DEFERRED}
NEVER = {Step.REFUSED}


@pytest.mark.parametrize(
    ("attempts", "state"),
    [
        ([], LetterState.UNSENT),
        ([LATER], LetterState.UNSENT),
        ([LATER, LATER], LetterState.UNSENT),
        ([OPEN], LetterState.UNCERTAIN),
        ([OPEN, LATER], LetterState.UNCERTAIN),
        ([OPEN, NEVER], LetterState.UNCERTAIN),
        ([NEVER], LetterState.REFUSED),
        ([SENT], LetterState.SENT),
        ([OPEN, SENT], LetterState.SENT),
        ([SENT, OPEN], LetterState.SENT),
    ],
)
def test_the_state_of_a_letter(attempts: list[set[Step]], state: LetterState) -> None:
    assert letter_state(attempts) is state


@pytest.mark.parametrize(
    ("attempts", "notice", "state"),
    [
        ([], Step.DUE, LetterState.UNSENT),
        ([], Step.WITHHELD, LetterState.WITHHELD),
        ([SENT], Step.WITHHELD, LetterState.SENT),
        ([OPEN], Step.WITHHELD, LetterState.UNCERTAIN),
    ],
)
def test_what_is_said_before_any_try_counts_least(
    attempts: list[set[Step]], notice: Step, state: LetterState
) -> None:
    assert letter_state(attempts, {notice}) is state


def test_tries_are_found_by_their_marks() -> None:
    """Those of other papers, and those behind a gap, are not."""
    marks = [sending_mark(LetterKind.ANSWER, ORDER, one) for one in (1, 2, 4)]
    steps = dict(zip(marks, (LATER, OPEN, SENT), strict=True))

    assert attempts_at(LetterKind.ANSWER, ORDER, steps) == [LATER, OPEN]
    assert attempts_at(LetterKind.ANSWER, "f" * 16, steps) == []
