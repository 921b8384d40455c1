# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify invoices and credit notes: numbers, dates, sums and files, proved from the papers alone.

Numbers and dates are in the names, so both series are proved without a key. The sums are proved by
reading: a record is only read if it is written as its lines give it.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from intake.actions.write_invoice import FileKind, changes
from intake.documents.issued_files import files_again
from intake.documents.ubl_check import own_faults
from intake.errors import IntakeError
from intake.model.calendar import brussels_date
from intake.model.document_number import DocumentNumber, Series, series_faults
from intake.model.invoice import Invoice
from intake.model.issued import Issued
from intake.store.dossiers import Paper, PaperKind
from intake.store.issued_papers import issued_paper, numbers_of, series_papers
from intake.store.last_numbers import forgotten
from intake.store.register import Register

_CORES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFinding:
    """Something wrong with a document or with a series; ``place`` is a path or the series."""

    place: str
    what: str


def verify_invoice(
    register: Register,
    notes: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Iterator[IssuedFinding]:
    """Return all that is wrong with what was issued; ``progress`` hears how many are done.

    ``notes`` is the folder that remembers what was given out here.
    """
    papers = {series: series_papers(register, series) for series in Series}
    for series, its in papers.items():
        yield from series_findings(series, its, notes)
    everything = [paper for its in papers.values() for paper in its]
    with ThreadPoolExecutor(_CORES) as cores:
        answers = cores.map(lambda paper: list(issued_findings(paper, register)), everything)
        for done, answer in enumerate(answers, start=1):
            yield from answer
            progress(done, len(everything))


def series_findings(
    series: Series, papers: Sequence[Paper], notes: Path | None = None
) -> Iterator[IssuedFinding]:
    """Return what the names alone tell: gaps, doubles, dates that do not follow the numbers."""
    numbers = numbers_of(series, papers)
    for what in series_faults(numbers):
        yield IssuedFinding(place=str(series), what=what)
    for missing in forgotten(notes, series, numbers):
        what = f"{series} {missing} was given out here and is missing: is this an older register?"
        yield IssuedFinding(place=str(series), what=what)
    ordered = sorted(papers, key=lambda paper: paper.mark)
    for before, after in pairwise(ordered):
        if after.mark == before.mark:
            yield _finding(after, f"has the number of order {before.number} as well")
        if after.received < before.received:
            yield _finding(after, "is dated before the number that comes before it")
    for paper in papers:
        number = DocumentNumber.of_mark(series, paper.mark)
        if number is None:
            yield _finding(paper, "has a mark that is no number")
        elif number.year != brussels_date(paper.received).year:
            yield _finding(paper, f"has a number of {number.year} and is dated in another year")


def issued_findings(paper: Paper, register: Register) -> Iterator[IssuedFinding]:
    """Return what is wrong with one document, from its record and its files."""
    try:
        for what in _faults(paper, register.issued(paper), register):
            yield _finding(paper, what)
    except IntakeError as error:
        yield _finding(paper, str(error))


def _faults(paper: Paper, issued: Issued, register: Register) -> Iterator[str]:
    document = issued.document
    says = (document.charge.order, document.number.mark, document.issued)
    if says != (paper.number, paper.mark, paper.received):
        yield "says something else than its name"
    if isinstance(document, Invoice):
        if document.tax_point > document.date:
            yield "is dated before its payment (promise P08)"
        kinds = {one.kind for one in register.dossier(paper.number)}
        if document.prepayments and PaperKind.PAYMENT not in kinds:
            yield "states a payment that no paper records"
    else:
        yield from _credit_faults(issued, register)
    files = files_again(issued)
    yield from (
        what
        for kind, what in changes(issued, files).items()
        # Another Typst sets other bytes; the UBL is what counts then.
        if issued.files.typst == files.digests.typst or kind is FileKind.UBL
    )
    yield from own_faults(files.ubl)


def _credit_faults(issued: Issued, register: Register) -> Iterator[str]:
    note = issued.document
    if isinstance(note, Invoice):
        return
    invoice = register.issued(issued_paper(note.invoice, register)).document
    if invoice.charge.order != note.charge.order or invoice.date != note.invoice_date:
        yield f"credits invoice {note.invoice}, which says something else"
    if note.charge.totals.total > invoice.charge.totals.total:
        yield f"credits more than invoice {note.invoice} charged"


def _finding(paper: Paper, what: str) -> IssuedFinding:
    return IssuedFinding(place=str(paper.body), what=what)
