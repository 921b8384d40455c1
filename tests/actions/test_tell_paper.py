# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of paper has its sentence, and no sentence gives a terminal orders."""

import pytest

from intake.actions.tell_paper import TOLD_KINDS, printable
from intake.store.dossiers import PaperKind


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_of_paper_has_a_row(kind: PaperKind) -> None:
    """Whoever adds a kind says how it is told."""
    assert kind in TOLD_KINDS


def test_what_a_stranger_typed_moves_no_cursor() -> None:
    assert printable("Zoë\x1b[2J\n王\u202e") == "Zoë\N{REPLACEMENT CHARACTER}[2J\n王�"
