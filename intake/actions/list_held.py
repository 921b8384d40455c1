# SPDX-License-Identifier: GPL-3.0-or-later
"""List what is held. Nothing is decrypted: names say when it came, and until when it is kept."""

from dataclasses import dataclass
from datetime import datetime

from intake.store.held_box import LIFETIME, HeldBox, HeldPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One held order and the moment from which it may be deleted."""

    paper: HeldPaper
    until: datetime


def list_held(*, box: HeldBox) -> list[Held]:
    """Return what is held, the oldest first."""
    return [Held(paper=paper, until=paper.received + LIFETIME) for paper in box.papers()]
