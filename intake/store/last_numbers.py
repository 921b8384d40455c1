# SPDX-License-Identifier: GPL-3.0-or-later
"""The last number of each series that was given out here: a plain list outside the register.

A register that was restored from a backup does not know what was issued since, and would give the
same numbers out again. The list, issued/1 (docs/formats.md), lies where the notes on erasures lie,
on another disk than the register, and says nothing about anybody.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from intake.errors import RefusedError, UnavailableError
from intake.model.document_number import BadDocumentNumberError, DocumentNumber, Series
from intake.store.durable import replace_file

LAST_NAME = "issued.txt"
_HEAD = "# issued/1: the last number of each series and year that was given out here\n"


def last_numbers(notes: Path) -> list[DocumentNumber]:
    """Return the last number of each series and year; NumberNotesError for any other text."""
    path, found = notes / LAST_NAME, []
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for count, line in enumerate(lines, start=1):
        if line.startswith("#") or not line.strip():
            continue
        try:
            found.append(DocumentNumber.parse(line))
        except BadDocumentNumberError as error:
            raise NumberNotesError(path, count) from error
    return found


def note_numbers(notes: Path, numbers: Iterable[DocumentNumber]) -> None:
    """Write down what was given out, if it is later than what is there."""
    known = last_numbers(notes)
    last: dict[tuple[str, int], DocumentNumber] = {}
    for one in (*known, *numbers):
        series = (one.series, one.year)
        last[series] = max(last.get(series, one), one)
    lines = sorted(f"{one}\n" for one in last.values())
    try:
        replace_file(notes / LAST_NAME, (_HEAD + "".join(lines)).encode())
    except OSError as error:
        raise NumberNotesUnwritableError(notes / LAST_NAME, error) from error


def forgotten(
    notes: Path | None, series: Series, numbers: Collection[DocumentNumber]
) -> list[DocumentNumber]:
    """Return what was given out here and is later than all that the series has in its year.

    Without notes nobody remembers anything.
    """
    return [
        one
        for one in (last_numbers(notes) if notes else ())
        if one.series is series
        and not any(other.year == one.year and other.count >= one.count for other in numbers)
    ]


class NumberNotesError(RefusedError):
    """The list is not what we write."""

    def __init__(self, path: Path, line: int) -> None:
        """Name the line."""
        super().__init__(f"{path}: line {line} is no number of an invoice or a credit note")


class NumberNotesUnwritableError(UnavailableError):
    """The list could not be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        """Name it."""
        super().__init__(
            f"all is issued, but {path} could not be written: {error.strerror}; mend that before"
            " a backup is restored"
        )


class ForgottenError(RefusedError):
    """The register is older than what was given out here."""

    def __init__(self, number: DocumentNumber) -> None:
        """Name what is missing, and what to do."""
        super().__init__(
            f"{number.series} {number} was given out here and is not in this register, which is an"
            " older one: fetch it (staff pull), or restore a newer backup; nothing was issued"
        )
