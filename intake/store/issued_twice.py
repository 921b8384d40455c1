# SPDX-License-Identifier: GPL-3.0-or-later
"""One number of an invoice or a credit note, given out in two places: found by names, never merged.

Desks that ask the hub before they issue cannot make one. A desk that issued off line, or from a
restored backup, can; the hub's hook and every machine that fetches ask here.
"""

from collections.abc import Iterable, Iterator

from intake.errors import RefusedError
from intake.model.document_number import DocumentNumber, Series
from intake.store.dossiers import ISSUED_PAPERS, MisplacedPaperError, Paper, paper_at


def issued_at(paths: Iterable[str]) -> Iterator[tuple[Paper, DocumentNumber]]:
    """Return the issued documents among paths, each with its number."""
    for path in paths:
        try:
            paper = paper_at(path)
        except MisplacedPaperError:
            continue
        if paper.kind in ISSUED_PAPERS:
            number = DocumentNumber.of_mark(Series(paper.kind), paper.mark)
            if number is not None:
                yield paper, number


def refuse_twins(ours: Iterable[str], theirs: Iterable[str]) -> None:
    """Raise IssuedTwiceError if we gave out a number that others did."""
    by_number = {number: paper for paper, number in issued_at(theirs)}
    for paper, number in issued_at(ours):
        if number in by_number:
            raise IssuedTwiceError(number, paper, by_number[number])


class IssuedTwiceError(RefusedError):
    """A number was given out here and elsewhere."""

    def __init__(self, number: DocumentNumber, ours: Paper, theirs: Paper) -> None:
        """Name it, both orders, and what to do."""
        super().__init__(
            f"{number.series} {number} was given out twice: here to order {ours.number}, on the hub"
            f" to order {theirs.number}; neither was changed and nothing was exchanged: see"
            " docs/operations.md, One number, two invoices"
        )
