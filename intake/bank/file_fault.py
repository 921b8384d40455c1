# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a file of the bank is refused, as a whole."""

from intake.errors import RefusedError


class BankFileError(RefusedError):
    """A file is no statement, or its sums do not hold; nothing of it is used."""

    def __init__(self, form: str, what: str, *, line: int | None = None) -> None:
        """Name the format, what is wrong, and in which line of the file where there are lines."""
        place = f"line {line}: " if line else ""
        super().__init__(f"the {form} file is refused: {place}{what}")
        self.what = what
        self.line = line
