# SPDX-License-Identifier: GPL-3.0-or-later
"""Find invoices and credit notes by their numbers, which are the marks of their papers."""

from collections.abc import Iterable
from contextlib import suppress

from intake.errors import NotFoundError
from intake.model.document_number import DocumentNumber, Series
from intake.store.dossiers import DOSSIERS, MisplacedPaperError, Paper, PaperKind, paper_at
from intake.store.register import Register


def series_papers(register: Register, series: Series) -> list[Paper]:
    """Return the papers of a series on the disk, the lowest number first; nothing is decrypted."""
    folder = register.repository.folder
    papers = []
    for path in folder.glob(f"{DOSSIERS}/*/*/*/*/*-{series}-*.pgp"):
        # What is no paper is for ``verify`` to tell.
        with suppress(MisplacedPaperError):
            papers.append(paper_at(path.relative_to(folder).as_posix()))
    kind = PaperKind(series)
    return sorted((one for one in papers if one.kind is kind), key=lambda one: one.mark)


def numbers_of(series: Series, papers: Iterable[Paper]) -> list[DocumentNumber]:
    """Return the numbers that the marks of the papers are."""
    numbers = (DocumentNumber.of_mark(series, paper.mark) for paper in papers)
    return [number for number in numbers if number is not None]


def issued_paper(number: DocumentNumber, register: Register) -> Paper:
    """Return the paper of an issued document, or raise NotIssuedError."""
    for paper in series_papers(register, number.series):
        if paper.mark == number.mark:
            return paper
    raise NotIssuedError(number)


class NotIssuedError(NotFoundError):
    """There is no such document."""

    def __init__(self, number: DocumentNumber) -> None:
        """Name it."""
        super().__init__(f"there is no {number.series} {number} in this register")
