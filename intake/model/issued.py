# SPDX-License-Identifier: GPL-3.0-or-later
"""A document as its paper has it: the facts, and what its files were on the day of issue."""

from dataclasses import dataclass

from intake.model.credit_note import CreditNote
from intake.model.invoice import Invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDigests:
    """The SHA-256 of both files in hexadecimal digits, and the Typst that made the PDF.

    Another version of Typst may set the same facts in other bytes: then only the UBL can be
    compared.
    """

    ubl: str
    pdf: str
    typst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An issued invoice or credit note, with its files."""

    document: Invoice | CreditNote
    files: FileDigests
