# SPDX-License-Identifier: GPL-3.0-or-later
"""A document as its paper has it: the facts, and what its files were on the day of issue."""

from dataclasses import dataclass

from intake.model.credit_note import CreditNote
from intake.model.invoice import Invoice

# What a record without one was issued in.
FIRST_EDITION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDigests:
    """The SHA-256 of both files in hexadecimal digits, and what they were made with.

    Another version of Typst may set the same facts in other bytes: then only the UBL can be
    compared. The edition is that of words and template (intake/documents/editions.py).
    """

    ubl: str
    pdf: str
    typst: str
    edition: int = FIRST_EDITION


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An issued invoice or credit note, with its files."""

    document: Invoice | CreditNote
    files: FileDigests
