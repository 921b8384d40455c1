# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the files of an issued document into a folder: made again, and only if they are the same.

The UBL of a customer with a Peppol address is what goes to the access point. This program writes
the file and says no more than that: sending is another's work.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from intake.documents.issued_files import IssuedFiles, files_again
from intake.errors import RefusedError
from intake.model.document_number import DocumentNumber
from intake.model.issued import Issued
from intake.store.durable import write_new
from intake.store.issued_papers import issued_paper
from intake.store.register import Register

_OTHER = "would be another than the one issued"
_PROGRAM = "the program, its words or its fonts have changed without a new edition"
_TYPST = "it was set by typst {then}, and here is {now}"


class FileKind(StrEnum):
    """Which of the files of a document."""

    PDF = "pdf"
    UBL = "xml"


def issued_files(number: DocumentNumber, register: Register) -> tuple[Issued, IssuedFiles]:
    """Return a document and its files, or raise FilesChangedError."""
    issued = register.issued(issued_paper(number, register))
    files = files_again(issued)
    changed = changes(issued, files)
    if changed:
        raise FilesChangedError(number, changed.values())
    return issued, files


def write_invoice(number: DocumentNumber, folder: Path, *, register: Register) -> list[Path]:
    """Write the PDF, and the UBL where there is a Peppol address; return where they are."""
    issued, files = issued_files(number, register)
    wanted = {f"{number}.pdf": files.pdf}
    if issued.document.charge.buyer.address is not None:
        wanted[f"{number}.xml"] = files.ubl
    for name, data in wanted.items():
        (folder / name).unlink(missing_ok=True)
        write_new(folder / name, data)
    return [folder / name for name in wanted]


def changes(issued: Issued, files: IssuedFiles) -> Mapping[FileKind, str]:
    """Return which files are not those that were issued, and why as far as the record tells."""
    then, now = issued.files, files.digests
    changed = {}
    if then.ubl != now.ubl:
        changed[FileKind.UBL] = f"its UBL {_OTHER}: {_PROGRAM}"
    if then.pdf != now.pdf:
        why = _PROGRAM if then.typst == now.typst else _TYPST.format(then=then.typst, now=now.typst)
        changed[FileKind.PDF] = f"its PDF {_OTHER}: {why}"
    return changed


class FilesChangedError(RefusedError):
    """The facts no longer give the files that were issued."""

    def __init__(self, number: DocumentNumber, changed: Iterable[str]) -> None:
        """Say which."""
        super().__init__(
            f"{number.series} {number}: {'; '.join(changed)}; what was issued never changes, so"
            " nothing was written"
        )
