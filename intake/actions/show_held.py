# SPDX-License-Identifier: GPL-3.0-or-later
"""Show a held order: decrypt it and see what made us hesitate."""

from intake.model.held_order import HeldOrder
from intake.openpgp.decrypt import Opener
from intake.store.held_box import HeldBox, HeldPaper
from intake.store.held_records import held_from_json


def show_held(paper: HeldPaper, *, box: HeldBox, opener: Opener) -> HeldOrder:
    """Return the held order; HeldBoxUnavailableError, OpeningError or RecordError otherwise."""
    return held_from_json(opener.open(box.sealed(paper)))
