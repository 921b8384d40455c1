# SPDX-License-Identifier: GPL-3.0-or-later
"""List what is held: names say when it came and until when it is kept, the record says why."""

from dataclasses import dataclass
from datetime import datetime

from intake.actions.show_held import show_held
from intake.errors import IntakeError
from intake.model.doubt import Doubt
from intake.openpgp.decrypt import Opener
from intake.store.held_box import LIFETIME, HeldBox, HeldPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One held order and the moment from which it may be deleted.

    ``doubts`` is None where nobody read it, or could.
    """

    paper: HeldPaper
    until: datetime
    doubts: tuple[Doubt, ...] | None


def list_held(*, box: HeldBox, opener: Opener | None) -> list[Held]:
    """Return what is held, the oldest first; without an opener nothing is decrypted."""
    return [
        Held(
            paper=paper,
            until=paper.received + LIFETIME,
            doubts=_doubts(paper, box, opener) if opener else None,
        )
        for paper in box.papers()
    ]


def _doubts(paper: HeldPaper, box: HeldBox, opener: Opener) -> tuple[Doubt, ...] | None:
    try:
        return show_held(paper, box=box, opener=opener).doubts
    except IntakeError:
        # One that cannot be read should not hide the others; showing it says what is wrong.
        return None
