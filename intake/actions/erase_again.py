# SPDX-License-Identifier: GPL-3.0-or-later
"""Erase again: carry out every erasure that the register records, wherever keys came back."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from intake.actions.erase_dossier import carry_out, key_files, note_erasures
from intake.store.dossiers import Paper
from intake.store.erasures import erased_among
from intake.store.register import Register


def leftovers(*, register: Register, folders: Sequence[Path]) -> Mapping[Paper, Sequence[Path]]:
    """Return the key packets of erased papers that are there all the same, by paper."""
    gone = erased_among(register.papers())
    found = {paper: list(key_files([paper], folders)) for paper in gone}
    return {paper: files for paper, files in found.items() if files}


def erase_again(
    found: Mapping[Paper, Sequence[Path]],
    *,
    register: Register,
    folders: Sequence[Path],
    notes: Path,
) -> None:
    """Delete what came back, and complete the list of erasures."""
    carry_out(found, folders, register.repository)
    note_erasures(register.papers(), notes)
