# SPDX-License-Identifier: GPL-3.0-or-later
"""Editions: words and template of issued documents, kept for as long as a document needs them.

An invoice is made again from its facts to the byte, so what it was set with must not change under
it. Its record names the edition that it was issued in. The newest edition is the files of this
folder, older ones lie in ``editions/``: whoever changes a word of an invoice first keeps the old
files there (docs/design.md). A test holds every edition against golden invoices.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.errors import RefusedError
from intake.model.language import Language

_FOLDER = Path(__file__).parent
_WORDS = "words.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition: its number, and the folder with its words and its template."""

    number: int
    folder: Path

    def words(self, table: str, language: Language) -> Mapping[str, str]:
        """Return the texts of one table of its words in one language."""
        tables = _tables(self.folder / _WORDS)
        return {name: text[language] for name, text in tables[table].items()}


NEWEST = Edition(number=1, folder=_FOLDER)


def edition_of(number: int) -> Edition:
    """Return an edition by its number, or raise UnknownEditionError."""
    if number == NEWEST.number:
        return NEWEST
    folder = _FOLDER / "editions" / str(number)
    if not folder.is_dir():
        raise UnknownEditionError(number)
    return Edition(number=number, folder=folder)


@functools.cache
def _tables(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


class UnknownEditionError(RefusedError):
    """The record names an edition that is not here."""

    def __init__(self, number: int) -> None:
        """Name it, and say what to do."""
        super().__init__(
            f"it was issued in edition {number} of the documents, and this version of the program"
            f" has none after {NEWEST.number}: update it"
        )
