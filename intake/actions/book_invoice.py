# SPDX-License-Identifier: GPL-3.0-or-later
"""Book the invoices and credit notes of a year: lists for the accountant, as CSV.

    journal          one line for each document, credit notes below zero
    vat-listing      Belgian customers with a VAT number, above 250 euro a year (VAT code art.
                     53quinquies)
    reconciliation   what each structured communication brought, against what was invoiced

Beside them the sum of sales to consumers elsewhere in the Union, which has a threshold.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from intake.documents.csv_file import csv_file
from intake.model.charge import Charge
from intake.model.document_number import Series
from intake.model.invoice import Invoice
from intake.model.issued import Issued
from intake.model.money import NOTHING, Money
from intake.model.structured_communication import communication_text
from intake.model.vat import DESTINATION_THRESHOLD_CENTS, HOME, VatTreatment
from intake.store.durable import write_new
from intake.store.issued_papers import series_papers
from intake.store.register import Register

_CORES = 2
_LISTED_ABOVE = Money(cents=250_00)
# Of the threshold, from which the desk is warned.
_WARNING_PERCENT = 80
_JOURNAL = [
    "number",
    "date",
    "tax_point",
    "order",
    "communication",
    "customer",
    "country",
    "vat_number",
    "treatment",
    "rate",
    "net",
    "vat",
    "total",
    "paid",
    "gift",
    "credits",
]
_LISTING = ("vat_number", "customer", "net", "vat")
_RECONCILIATION = ("communication", "order", "invoice", "invoiced", "gift", "received", "over")
_Rows = Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The lists of a year, by name, and how much was sold to consumers elsewhere in the Union."""

    year: int
    documents: int
    files: Mapping[str, bytes]
    abroad: Money

    @property
    def is_near_threshold(self) -> bool:
        """Whether their own countries may soon have to tax them (VAT directive art. 59c)."""
        return self.abroad.cents * 100 >= DESTINATION_THRESHOLD_CENTS * _WARNING_PERCENT


def book_invoice(year: int, *, register: Register) -> Books:
    """Return the books of a year."""
    papers = [
        paper
        for series in Series
        for paper in series_papers(register, series)
        if int(paper.mark[-9:-5]) == year
    ]
    with ThreadPoolExecutor(_CORES) as cores:
        issued = list(cores.map(register.issued, papers))
    invoices = [one.document for one in issued if isinstance(one.document, Invoice)]
    return Books(
        year=year,
        documents=len(issued),
        files={
            f"journal-{year}.csv": csv_file(_JOURNAL, map(_journal_row, issued)),
            f"vat-listing-{year}.csv": csv_file(_LISTING, _listing(issued)),
            f"reconciliation-{year}.csv": csv_file(_RECONCILIATION, map(_reconciled, invoices)),
        },
        abroad=_sum(_signed(one).net for one in issued if _is_abroad(one.document.charge)),
    )


def write_books(books: Books, folder: Path) -> None:
    """Write the lists into a folder, each in place of an older one."""
    for name, data in books.files.items():
        (folder / name).unlink(missing_ok=True)
        write_new(folder / name, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    """The sums of a document, below zero for a credit note."""

    net: Money
    vat: Money
    total: Money


def _signed(issued: Issued) -> _Signed:
    sign = 1 if isinstance(issued.document, Invoice) else -1
    totals = issued.document.charge.totals
    return _Signed(
        net=totals.net.times(sign), vat=totals.vat.times(sign), total=totals.total.times(sign)
    )


def _journal_row(issued: Issued) -> Sequence[object]:
    document, sums = issued.document, _signed(issued)
    charge, buyer = document.charge, document.charge.buyer
    own: tuple[object, ...] = (
        ("", "", document.invoice)
        if not isinstance(document, Invoice)
        else (document.paid, document.gift, "")
    )
    return (
        document.number,
        document.date,
        document.tax_point if isinstance(document, Invoice) else document.date,
        charge.order,
        communication_text(charge.order),
        buyer.organisation or buyer.name,
        buyer.country,
        buyer.vat_number or "",
        charge.vat.treatment,
        charge.vat.rate,
        sums.net,
        sums.vat,
        sums.total,
        *own,
    )


def _listing(issued: Iterable[Issued]) -> _Rows:
    customers: dict[str, list[Issued]] = defaultdict(list)
    for one in issued:
        buyer = one.document.charge.buyer
        if buyer.vat_number is not None and buyer.vat_number.startswith(HOME):
            customers[buyer.vat_number].append(one)
    for vat_number, documents in sorted(customers.items()):
        sums = [_signed(one) for one in documents]
        net = _sum(one.net for one in sums)
        if net > _LISTED_ABOVE:
            buyer = documents[-1].document.charge.buyer
            yield vat_number, buyer.organisation or buyer.name, net, _sum(one.vat for one in sums)


def _reconciled(invoice: Invoice) -> Sequence[object]:
    charge = invoice.charge
    received = _sum(one.amount for one in invoice.prepayments)
    wanted = charge.totals.total + invoice.gift
    return (
        communication_text(charge.order),
        charge.order,
        invoice.number,
        charge.totals.total,
        invoice.gift,
        received,
        Money(cents=received.cents - wanted.cents),
    )


def _is_abroad(charge: Charge) -> bool:
    consumer = charge.buyer.vat_number is None
    taxed = charge.vat.treatment in {VatTreatment.STANDARD, VatTreatment.DESTINATION}
    return consumer and taxed and charge.buyer.country != HOME


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=NOTHING)
