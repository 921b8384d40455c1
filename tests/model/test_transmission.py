# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a structured file is follows from its steps, and only the drawn moves are made."""

from hypothesis import given
from hypothesis import strategies as st

from intake.model.document_number import DocumentNumber
from intake.model.transmission import (
    TRANSMISSION_MOVES,
    TransmissionState,
    TransmissionStep,
    step_of,
    steps_of,
    transmission_mark,
    transmission_paper,
    transmission_state,
)

NUMBER = DocumentNumber.parse("2026-00001")
OTHER = DocumentNumber.parse("CN-2026-00001")
HANDED_OVER, ACCEPTED, REFUSED = TransmissionStep


@given(st.lists(st.sampled_from(TransmissionStep)))
def test_whatever_is_tried_the_state_is_the_last_step_that_a_rule_allowed(
    tried: list[TransmissionStep],
) -> None:
    made: list[TransmissionStep] = []
    for step in tried:
        state = transmission_state(made)
        if TRANSMISSION_MOVES.rule(state, step) is None:
            assert TRANSMISSION_MOVES.after(state, step) == (TransmissionState(step),)
            made.append(step)

    assert made[:1] in ([], [HANDED_OVER])
    answers = [step for step in made if step is not HANDED_OVER]
    assert made.count(HANDED_OVER) <= len(answers) + 1


def test_steps_are_read_from_the_marks_of_their_own_document() -> None:
    kinds = {
        transmission_mark(NUMBER, 1): [transmission_paper(HANDED_OVER)],
        # Two desks wrote down two answers: the later counts.
        transmission_mark(NUMBER, 2): [transmission_paper(ACCEPTED), transmission_paper(REFUSED)],
        transmission_mark(NUMBER, 4): [transmission_paper(ACCEPTED)],
        transmission_mark(OTHER, 1): [transmission_paper(HANDED_OVER)],
    }

    assert steps_of(NUMBER, kinds) == [HANDED_OVER, REFUSED]
    assert steps_of(OTHER, kinds) == [HANDED_OVER]
    assert steps_of(DocumentNumber.parse("2026-00002"), kinds) == []


def test_a_step_is_a_kind_of_paper() -> None:
    assert [step_of(transmission_paper(step)) for step in TransmissionStep] == [*TransmissionStep]
