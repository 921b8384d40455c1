# SPDX-License-Identifier: GPL-3.0-or-later
"""How a structured file gets to the customer: by an access point, which is another's machine.

This program writes the file and hands nothing over. Staff bring it to the access point and write
down what that said; each step is a paper. After a refusal the file is handed over again, or the
document credited. What was accepted can still be refused: the receiver's side may answer days later
(Peppol, Message Level Status and Invoice Response).
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, takewhile

from intake.model.document_number import DocumentNumber
from intake.model.moves import read_table
from intake.model.paper_mark import paper_mark
from intake.model.structured_communication import OrderNumber

_PAPER = "transmission-"


class TransmissionState(StrEnum):
    """Where a structured file is."""

    WAITING = "not-handed-over"
    HANDED_OVER = "handed-over"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class TransmissionStep(StrEnum):
    """What happened to it; each is a kind of paper."""

    HANDED_OVER = "handed-over"
    ACCEPTED = "accepted"
    REFUSED = "refused"


TRANSMISSION_MOVES = read_table(
    """
                 handed-over  accepted     refused
not-handed-over  handed-over  [first]      [first]
handed-over      [waits]      accepted     refused
accepted         [there]      [there]      refused
refused          handed-over  [again]      [again]
""",
    TransmissionState,
    TransmissionStep,
    {
        "first": "the access point answers only what was handed over to it; write that down first",
        "waits": "it was handed over already, and its answer is what is missing",
        "there": "the access point has accepted it, and it goes no second time",
        "again": "the answer to that try is here; a new answer needs a new handing over",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """One step of the file of a document, as its paper records it; ``count`` is from 1.

    ``reference`` is what the access point calls it, ``reason`` why it was refused.
    """

    order: OrderNumber
    document: DocumentNumber
    step: TransmissionStep
    count: int
    on: datetime.date
    reference: str | None = None
    reason: str | None = None
    recorded: datetime.datetime

    @property
    def mark(self) -> str:
        """The mark of its paper."""
        return transmission_mark(self.document, self.count)


def transmission_paper(step: TransmissionStep) -> str:
    """Return the kind of the paper that records a step.

    >>> transmission_paper(TransmissionStep.HANDED_OVER)
    'transmission-handed-over'
    """
    return f"{_PAPER}{step}"


def step_of(kind: str) -> TransmissionStep:
    """Return the step that a kind of paper records."""
    return TransmissionStep(kind.removeprefix(_PAPER))


def transmission_mark(document: DocumentNumber, step: int) -> str:
    """Return the mark of a step of a document's file, counted from 1."""
    return paper_mark(f"transmission/1 {document.series} {document} {step}")


def steps_of(
    document: DocumentNumber, kinds: Mapping[str, Collection[str]]
) -> list[TransmissionStep]:
    """Return the steps of a document from the kinds of the papers of each mark, in their order.

    Where two desks wrote down two answers to one try, the later paper counts.
    """
    marks = (transmission_mark(document, step) for step in count(1))
    return [step_of([*kinds[mark]][-1]) for mark in takewhile(kinds.__contains__, marks)]


def transmission_state(steps: Iterable[TransmissionStep]) -> TransmissionState:
    """Return where a file is after these steps.

    >>> transmission_state([TransmissionStep.HANDED_OVER, TransmissionStep.REFUSED])
    <TransmissionState.REFUSED: 'refused'>
    """
    *_, last = [TransmissionState.WAITING, *(TransmissionState(step) for step in steps)]
    return last
