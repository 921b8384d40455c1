# SPDX-License-Identifier: GPL-3.0-or-later
"""List issued documents, and how far each is on its way: its letter, and its structured file.

Both states follow from names. Whether a document goes by the access point at all stands inside it;
that never changes, so it is remembered, by number and without anything about anybody.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from intake.model.document_number import DocumentNumber, Series
from intake.model.sending import LetterKind, LetterState
from intake.model.transmission import TransmissionState, transmission_state
from intake.store.dossiers import ISSUED_PAPERS, Paper, by_dossier
from intake.store.erasures import erased_among
from intake.store.register import Register
from intake.store.remembered import read_remembered, remember
from intake.store.sendings import state_of
from intake.store.transmissions import last_transmission, transmission_steps

_FORM = "structured-documents/1"
_CORES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument:
    """A document on its way. ``transmission`` is None where only a mail goes."""

    number: DocumentNumber
    paper: Paper
    letter: LetterState
    transmission: TransmissionState | None
    # What was last written down of its structured file.
    last: Paper | None

    @property
    def is_open(self) -> bool:
        """Whether the access point has still to accept it."""
        return self.transmission not in {None, TransmissionState.ACCEPTED}


def list_issued(*, register: Register, cache: Path) -> list[IssuedDocument]:
    """Return every document that can be read, the oldest first."""
    everything = list(register.papers())
    dossiers, gone = by_dossier(everything), erased_among(everything)
    papers = [one for one in everything if one.kind in ISSUED_PAPERS and one not in gone]
    structured = _structured(papers, register, cache / "structured-documents")
    listed = [_listed(paper, dossiers[paper.number], structured) for paper in papers]
    return sorted((one for one in listed if one), key=lambda one: (one.paper.received, one.number))


def _listed(
    paper: Paper, dossier: list[Paper], structured: dict[str, bool]
) -> IssuedDocument | None:
    number = DocumentNumber.of_mark(Series(paper.kind), paper.mark)
    if number is None:
        # What is no number is for ``verify`` to tell.
        return None
    steps = transmission_steps(number, dossier)
    return IssuedDocument(
        number=number,
        paper=paper,
        letter=state_of(LetterKind(number.series), paper, dossier),
        transmission=transmission_state(steps) if structured[str(paper.body)] else None,
        last=last_transmission(number, dossier),
    )


def _structured(papers: list[Paper], register: Register, memory: Path) -> dict[str, bool]:
    """Return which documents have a structured file for the access point, by their paths."""
    record = read_remembered(memory, _FORM) or {}
    known = {path: bool(answer) for path, answer in record.get("documents", {}).items()}
    new = [paper for paper in papers if str(paper.body) not in known]
    with ThreadPoolExecutor(_CORES) as cores:
        issued = cores.map(register.issued, new)
        found = {
            str(paper.body): one.document.charge.buyer.address is not None
            for paper, one in zip(new, issued, strict=True)
        }
    if found:
        remember(memory, {"format": _FORM, "documents": {**known, **found}})
    return {**known, **found}
