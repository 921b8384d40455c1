# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the profile of a bank's CSV: which column is what (docs/formats.md, "bank-csv/1")."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.settings import SettingsError, check_keys, read_toml

PROFILE_FORMAT = "bank-csv/1"
_KEYS = ("format", "encoding", "delimiter", "skipped_lines", "day", "decimal", "columns")
_COLUMNS = ("account", "statement", "booked", "amount", "balance", "currency", "text")
_OPTIONAL = ("reference", "communication", "name", "iban")
_ENCODINGS = ("utf-8", "latin-1", "windows-1252")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvProfile:
    """How a bank writes its CSV; ``columns`` are the names of its columns by what they hold."""

    encoding: str
    delimiter: str
    skipped_lines: int
    day: str
    decimal: str
    columns: Mapping[str, str]


def read_profile(path: Path) -> CsvProfile:
    """Read a profile; SettingsError for whatever is missing, unknown or mistyped."""
    table = read_toml(path)
    check_keys(path, "", table, required=_KEYS)
    if table["format"] != PROFILE_FORMAT:
        raise SettingsError(path, f"format should be {PROFILE_FORMAT!r}")
    columns = table["columns"]
    check_keys(path, "columns", columns, required=_COLUMNS, optional=_OPTIONAL)
    texts = [*columns.values(), table["delimiter"], table["day"], table["decimal"]]
    if not all(isinstance(one, str) and one for one in texts):
        raise SettingsError(path, "columns, delimiter, day and decimal should be texts")
    if table["encoding"] not in _ENCODINGS or len(table["delimiter"]) > 1:
        raise SettingsError(path, f"encoding should be one of {', '.join(_ENCODINGS)}")
    if type(table["skipped_lines"]) is not int or table["skipped_lines"] < 0:
        raise SettingsError(path, "skipped_lines should be a whole number from 0")
    return CsvProfile(
        encoding=table["encoding"],
        delimiter=table["delimiter"],
        skipped_lines=table["skipped_lines"],
        day=table["day"],
        decimal=table["decimal"],
        columns=columns,
    )
