# SPDX-License-Identifier: GPL-3.0-or-later
"""Mark what became of a structured file at the access point: handed over, accepted, refused.

Staff have seen it; nothing is sent from here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.model.document_number import DocumentNumber
from intake.model.transmission import (
    TRANSMISSION_MOVES,
    Transmission,
    TransmissionStep,
    transmission_mark,
    transmission_paper,
    transmission_state,
)
from intake.store.dossiers import Paper, PaperKind
from intake.store.issued_papers import issued_paper
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from intake.store.transmission_record import transmission_to_json
from intake.store.transmissions import last_transmission, transmission_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenStep:
    """What staff have seen: which step, on which day, and what the access point said."""

    step: TransmissionStep
    on: date
    reference: str | None = None
    reason: str | None = None


def check_step(number: DocumentNumber, seen: SeenStep, *, register: Register, now: datetime) -> int:
    """Return which step of the document it is, counted from 1; or what the rules say against it."""
    if (seen.reason is None) is (seen.step is TransmissionStep.REFUSED):
        raise ReasonError
    paper = issued_paper(number, register)
    dossier = register.dossier(paper.number)
    steps = transmission_steps(number, dossier)
    document = register.issued(paper).document
    if document.charge.buyer.address is None:
        raise NoAddressError(number)
    state = transmission_state(steps)
    TRANSMISSION_MOVES.check(state, seen.step, f"the structured file of {number.series} {number}")
    last = last_transmission(number, dossier)
    earliest = register.transmission(last).on if last else document.date
    if not earliest <= seen.on <= brussels_date(now):
        raise DayError(seen.on, earliest, brussels_date(now))
    return len(steps) + 1


def mark_invoice(
    number: DocumentNumber,
    seen: SeenStep,
    *,
    register: Register,
    writer: PaperWriter,
    now: datetime,
) -> Paper:
    """Write it down, if the rules allow, and return the paper."""
    count = check_step(number, seen, register=register, now=now)
    kind = PaperKind(transmission_paper(seen.step))
    mark = transmission_mark(number, count)
    place = issued_paper(number, register)
    return writer.attach(place, kind, mark, now, _record(number, seen, count)).paper


def _record(number: DocumentNumber, seen: SeenStep, count: int) -> Callable[[Paper], bytes]:
    def record(paper: Paper) -> bytes:
        return transmission_to_json(
            Transmission(
                order=paper.number,
                document=number,
                step=seen.step,
                count=count,
                on=seen.on,
                reference=seen.reference,
                reason=seen.reason,
                recorded=paper.received,
            )
        )

    return record


class NoAddressError(RefusedError):
    """The document does not go by the access point."""

    def __init__(self, number: DocumentNumber) -> None:
        """Say how it goes."""
        super().__init__(
            f"{number.series} {number} is for somebody without a Peppol address: it goes by mail,"
            " as a PDF; nothing was written"
        )


class ReasonError(RefusedError):
    """A refusal without a reason, or a reason without a refusal."""

    def __init__(self) -> None:
        """Say what is wanted."""
        super().__init__(
            "a refusal says why (--reason), and nothing else does; nothing was written"
        )


class DayError(RefusedError):
    """The day cannot be right."""

    def __init__(self, on: date, earliest: date, today: date) -> None:
        """Name the days between which it lies."""
        super().__init__(
            f"it cannot have been on {on}: the step before was on {earliest}, and today is {today};"
            " nothing was written"
        )
