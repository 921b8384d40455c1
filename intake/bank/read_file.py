# SPDX-License-Identifier: GPL-3.0-or-later
"""Read whatever a bank may have sent: the file says by its beginning what it is."""

from pathlib import Path

from intake.bank.camt053 import looks_like_xml, read_camt053
from intake.bank.coda import looks_like_coda, read_coda
from intake.bank.csv_profile import CsvProfile
from intake.bank.csv_statement import read_csv
from intake.bank.file_fault import BankFileError
from intake.model.statement import Statement

# Some ten thousand transfers; nothing longer is a statement of ours.
MOST_BYTES = 32 * 1024 * 1024


def read_statements(path: Path, profile: CsvProfile | None = None) -> list[Statement]:
    """Return the statements of a file; BankFileError for anything that does not hold.

    With a profile, what is neither of the two formats is a CSV.
    """
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise BankFileError(path.name, f"it is longer than {MOST_BYTES >> 20} MB")
    if looks_like_coda(data):
        return read_coda(data)
    if looks_like_xml(data):
        return read_camt053(data)
    if profile:
        return read_csv(data, profile)
    raise BankFileError(path.name, "it is neither CODA 2 nor CAMT.053")
