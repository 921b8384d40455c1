# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a structured invoice or credit note: our own exact checks first, official rules next."""

from pathlib import Path

from intake.documents.official_rules import RulesAnswer, official_answers
from intake.documents.ubl_check import own_faults

OWN = "own checks"


def check_invoice(data: bytes, peppol_rules: Path | None = None) -> list[RulesAnswer]:
    """Return what each set of rules says of a file; NotUblError if it is none."""
    own = RulesAnswer(rules=OWN, faults=tuple(own_faults(data)))
    return [own, *official_answers(data, peppol_rules)]
