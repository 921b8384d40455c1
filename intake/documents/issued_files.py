# SPDX-License-Identifier: GPL-3.0-or-later
"""The two files of an issued document: UBL and PDF, made again from its facts at any time."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import version

from intake.documents.credit_note_pdf import credit_note_pdf
from intake.documents.editions import NEWEST, Edition, edition_of
from intake.documents.invoice_pdf import invoice_pdf
from intake.documents.ubl import credit_note_ubl, invoice_ubl
from intake.model.credit_note import CreditNote
from intake.model.invoice import Invoice
from intake.model.issued import FileDigests, Issued


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFiles:
    """The bytes of both."""

    ubl: bytes
    pdf: bytes
    edition: Edition

    @property
    def digests(self) -> FileDigests:
        """What the record says of them."""
        return FileDigests(
            ubl=hashlib.sha256(self.ubl).hexdigest(),
            pdf=hashlib.sha256(self.pdf).hexdigest(),
            typst=typst_version(),
            edition=self.edition.number,
        )


def files_of(document: Invoice | CreditNote, edition: Edition = NEWEST) -> IssuedFiles:
    """Return both files of an invoice or a credit note, in that edition."""
    ubl = ubl_of(document, edition)
    if isinstance(document, Invoice):
        pdf = invoice_pdf(document, ubl, edition)
    else:
        pdf = credit_note_pdf(document, ubl, edition)
    return IssuedFiles(ubl=ubl, pdf=pdf, edition=edition)


def files_again(issued: Issued) -> IssuedFiles:
    """Return the files of an issued document once more; UnknownEditionError if that is not here."""
    return files_of(issued.document, edition_of(issued.files.edition))


def ubl_of(document: Invoice | CreditNote, edition: Edition = NEWEST) -> bytes:
    """Return the UBL alone, which costs next to nothing."""
    if isinstance(document, Invoice):
        return invoice_ubl(document, edition)
    return credit_note_ubl(document, edition)


def typst_version() -> str:
    """Return the version of Typst that sets PDF here."""
    return version("typst")
