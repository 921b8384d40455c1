# SPDX-License-Identifier: GPL-3.0-or-later
"""Add a note to a dossier, encrypted as every paper is."""

from datetime import datetime

from intake.errors import RefusedError
from intake.model.note import Note, note_text
from intake.model.structured_communication import OrderNumber
from intake.store.dossiers import ADDED_PAPERS, Paper, PaperKind
from intake.store.erasures import erased
from intake.store.note_record import note_to_json
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register


def dossier_for_note(number: OrderNumber, register: Register) -> Paper:
    """Return the paper that opened the dossier; DossierErasedError if nobody should add to it."""
    papers = register.any_dossier(number)
    opening = next((one for one in papers if one.kind not in ADDED_PAPERS), papers[0])
    if opening in erased(papers):
        raise DossierErasedError(number)
    return opening


def add_note(  # noqa: PLR0913 - what is noted, by whom, where, and when, each named
    number: OrderNumber,
    text: str,
    mark: str,
    *,
    by: str,
    register: Register,
    writer: PaperWriter,
    now: datetime,
) -> None:
    """Write it down; NoteTextError if it is no text. ``mark`` is that of no other note."""
    kept, dossier = note_text(text), dossier_for_note(number, register)

    def record(paper: Paper) -> bytes:
        return note_to_json(Note(number=number, by=by, at=paper.received, text=kept))

    writer.attach(dossier, PaperKind.NOTE, mark, now, record)


class DossierErasedError(RefusedError):
    """A note would bring back what was to be gone."""

    def __init__(self, number: OrderNumber) -> None:
        """Say so."""
        super().__init__(f"dossier {number} is erased; nothing was written")
