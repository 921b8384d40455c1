# SPDX-License-Identifier: GPL-3.0-or-later
"""Take an entry off the pile that pays no order: a gift, a grant, interest of the bank."""

from datetime import datetime

from intake.actions.record_payment import EntryNotFoundError
from intake.actions.rest_payment import find_entry
from intake.errors import RefusedError
from intake.model.statement import Entry, SetAside, Statement
from intake.store.dossiers import Paper, PaperKind
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from intake.store.statement_record import set_aside_to_json
from intake.store.statements import dealt_with, statement_place


def entry_to_set_aside(mark: str, *, register: Register) -> tuple[Statement, Entry]:
    """Return the entry; EntryNotFoundError or DealtWithError if it is not on the pile."""
    found = find_entry(mark, register)
    if found is None:
        raise EntryNotFoundError(mark)
    if mark in dealt_with(register):
        raise DealtWithError(mark)
    return found


def set_aside_payment(
    found: tuple[Statement, Entry],
    reason: str,
    *,
    writer: PaperWriter,
    now: datetime,
) -> None:
    """Write down why, in the dossier of the statement."""
    statement, entry = found

    def compose(paper: Paper) -> bytes:
        reference = statement.entry_reference(entry)
        return set_aside_to_json(SetAside(entry=reference, reason=reason, recorded=paper.received))

    place = statement_place(statement, now)
    writer.attach(place, PaperKind.SET_ASIDE, statement.mark_of(entry), now, compose)


class DealtWithError(RefusedError):
    """The entry is on no pile any more."""

    def __init__(self, mark: str) -> None:
        """Name it."""
        super().__init__(f"entry {mark} is recorded or set aside already; nothing was written")
