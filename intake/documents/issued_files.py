# SPDX-License-Identifier: GPL-3.0-or-later
"""The two files of an issued document: UBL and PDF, made again from its facts at any time."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import version

from intake.documents.credit_note_pdf import credit_note_pdf
from intake.documents.invoice_pdf import invoice_pdf
from intake.documents.ubl import credit_note_ubl, invoice_ubl
from intake.model.credit_note import CreditNote
from intake.model.invoice import Invoice
from intake.model.issued import FileDigests


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFiles:
    """The bytes of both."""

    ubl: bytes
    pdf: bytes

    @property
    def digests(self) -> FileDigests:
        """What the record says of them."""
        return FileDigests(
            ubl=hashlib.sha256(self.ubl).hexdigest(),
            pdf=hashlib.sha256(self.pdf).hexdigest(),
            typst=typst_version(),
        )


def files_of(document: Invoice | CreditNote) -> IssuedFiles:
    """Return both files of an invoice or a credit note."""
    ubl = ubl_of(document)
    if isinstance(document, Invoice):
        return IssuedFiles(ubl=ubl, pdf=invoice_pdf(document, ubl))
    return IssuedFiles(ubl=ubl, pdf=credit_note_pdf(document, ubl))


def ubl_of(document: Invoice | CreditNote) -> bytes:
    """Return the UBL alone, which costs next to nothing."""
    return invoice_ubl(document) if isinstance(document, Invoice) else credit_note_ubl(document)


def typst_version() -> str:
    """Return the version of Typst that sets PDF here."""
    return version("typst")
