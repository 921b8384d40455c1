# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the files of an issued document into a folder: made again, and only if they are the same.

The UBL of a customer with a Peppol address is what goes to the access point. This program writes
the file and says no more than that: sending is another's work.
"""

from collections.abc import Iterator
from pathlib import Path

from intake.documents.issued_files import IssuedFiles, files_of
from intake.errors import RefusedError
from intake.model.document_number import DocumentNumber
from intake.model.issued import Issued
from intake.store.durable import write_new
from intake.store.issued_papers import issued_paper
from intake.store.register import Register


def issued_files(number: DocumentNumber, register: Register) -> tuple[Issued, IssuedFiles]:
    """Return a document and its files, or raise FilesChangedError."""
    issued = register.issued(issued_paper(number, register))
    files = files_of(issued.document)
    changed = list(changes(issued, files))
    if changed:
        raise FilesChangedError(number, changed)
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


def changes(issued: Issued, files: IssuedFiles) -> Iterator[str]:
    """Return which files are not those that were issued."""
    then, now = issued.files, files.digests
    if then.ubl != now.ubl:
        yield "its UBL would be another than the one issued"
    if then.pdf != now.pdf:
        other = (
            "" if then.typst == now.typst else f" (made by typst {then.typst}, here is {now.typst})"
        )
        yield f"its PDF would be another than the one issued{other}"


class FilesChangedError(RefusedError):
    """The facts no longer give the files that were issued."""

    def __init__(self, number: DocumentNumber, changed: list[str]) -> None:
        """Say which."""
        super().__init__(
            f"{number.series} {number}: {'; '.join(changed)}; what was issued never changes, so"
            " nothing was written"
        )
