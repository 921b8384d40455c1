# SPDX-License-Identifier: GPL-3.0-or-later
"""Make every document again that the register holds the facts of, and hold it against its sum.

An invoice and a credit note have the SHA-256 of both files in their record: what is written is what
was issued, to the byte, and what would be another is named and not written. Of a pro-forma no sum
is kept: it is made from its order with the words and the address of today, and proves nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from intake.actions.write_invoice import FileKind, changes
from intake.documents.issued_files import files_again
from intake.documents.pro_forma_pdf import pro_forma_file_name, pro_forma_pdf
from intake.documents.quotation_pdf import quotation_file_name, quotation_pdf
from intake.errors import IntakeError, RefusedError
from intake.model.catalogue import Catalogue
from intake.model.document_number import DocumentNumber, Series
from intake.model.order import Order
from intake.model.pro_forma import pro_forma_for
from intake.model.quotation import quotation_for
from intake.settings import Settings
from intake.store.dossiers import Paper, PaperKind
from intake.store.durable import replace_file
from intake.store.erasures import erased_among
from intake.store.issued_papers import series_papers
from intake.store.register import PaperErasedError, Register

SUMS = "SHA256SUMS"
_CORES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """One document made again: which, its sums as the record has them, and what is wrong.

    ``sums`` is by the name of the file, ``same`` how many files are what was issued, ``faults`` why
    others are not. An ``is_erased`` document is gone, as it should be.
    """

    name: str
    sums: tuple[tuple[str, str], ...] = ()
    same: int = 0
    faults: tuple[str, ...] = ()
    is_erased: bool = False


def rebuild_register(
    folder: Path | None,
    *,
    register: Register,
    protected: Iterable[Path],
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Rebuilt]:
    """Write every issued document into a folder, and the sums that they should have.

    Without a folder nothing is written, but all is compared. ``protected`` are folders in which no
    plain text may lie. ``progress`` hears how many are done.
    """
    if folder:
        _check_apart(folder, protected)
    papers = [paper for series in Series for paper in series_papers(register, series)]
    rebuilt = _each(papers, lambda paper: _issued_again(paper, folder, register), progress)
    if folder:
        lines = sorted(f"{digest}  {name}\n" for one in rebuilt for name, digest in one.sums)
        replace_file(folder / SUMS, "".join(lines).encode(), private=True)
    return rebuilt


def rebuild_pro_formas(
    folder: Path | None,
    *,
    register: Register,
    settings: Settings,
    catalogue: Catalogue,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Rebuilt]:
    """Write what answers each order, in the words of today; no sum tells whether it was so."""
    everything = list(register.papers())
    gone = erased_among(everything)
    orders = [one for one in everything if one.kind is PaperKind.ORDER and one not in gone]

    def again(paper: Paper) -> Rebuilt:
        try:
            name, pdf = _answer(register.order(paper), settings, catalogue)
        except IntakeError as error:
            return Rebuilt(name=f"order {paper.number}", faults=(str(error),))
        if folder:
            replace_file(folder / "pro-formas" / name, pdf, private=True)
        return Rebuilt(name=name)

    return _each(orders, again, progress)


def _each(
    papers: list[Paper], again: Callable[[Paper], Rebuilt], progress: Callable[[int, int], None]
) -> list[Rebuilt]:
    rebuilt = []
    with ThreadPoolExecutor(_CORES) as cores:
        for done, one in enumerate(cores.map(again, papers), start=1):
            rebuilt.append(one)
            progress(done, len(papers))
    return rebuilt


def _issued_again(paper: Paper, folder: Path | None, register: Register) -> Rebuilt:
    number = DocumentNumber.of_mark(Series(paper.kind), paper.mark)
    name = f"{paper.kind} {number}"
    try:
        issued = register.issued(paper)
        sums = tuple(_sums(issued.document.number, issued.files.pdf, issued.files.ubl))
        files = files_again(issued)
    except PaperErasedError:
        return Rebuilt(name=name, is_erased=True)
    except IntakeError as error:
        return Rebuilt(name=name, faults=(str(error),))
    changed = changes(issued, files)
    same = {FileKind.PDF: files.pdf, FileKind.UBL: files.ubl}
    for kind in changed:
        del same[kind]
    if folder:
        _write(folder, issued.document.number, same)
    return Rebuilt(name=name, sums=sums, same=len(same), faults=tuple(changed.values()))


def _write(folder: Path, number: DocumentNumber, same: Mapping[FileKind, bytes]) -> None:
    """Write the files that are the same; an older one that is not there any more goes."""
    for kind in FileKind:
        if kind in same:
            replace_file(folder / _place(number, kind), same[kind], private=True)
        else:
            (folder / _place(number, kind)).unlink(missing_ok=True)


def _sums(number: DocumentNumber, pdf: str, ubl: str) -> Iterator[tuple[str, str]]:
    yield _place(number, FileKind.PDF), pdf
    yield _place(number, FileKind.UBL), ubl


def _place(number: DocumentNumber, kind: FileKind) -> str:
    return f"{number.series}s/{number}.{kind}"


def _answer(order: Order, settings: Settings, catalogue: Catalogue) -> tuple[str, bytes]:
    price_list = catalogue.dated(order.price_list)
    network, site_address = settings.network, settings.site.address
    if order.is_quotation:
        quotation = quotation_for(order)
        return quotation_file_name(quotation), quotation_pdf(
            quotation, price_list=price_list, network=network, site_address=site_address
        )
    pro_forma = pro_forma_for(order)
    return pro_forma_file_name(pro_forma), pro_forma_pdf(
        pro_forma, price_list=price_list, network=network, site_address=site_address
    )


def _check_apart(folder: Path, protected: Iterable[Path]) -> None:
    """Refuse a folder in which plain text would travel with the register."""
    place = folder.resolve()
    for one in protected:
        if place.is_relative_to(one.resolve()):
            raise InsideRegisterError(folder, one)


class InsideRegisterError(RefusedError):
    """Documents in plain text have no place in the register."""

    def __init__(self, folder: Path, protected: Path) -> None:
        """Name both folders."""
        super().__init__(
            f"{folder} lies in {protected}, where nothing may lie in plain text; nothing was"
            " written"
        )
