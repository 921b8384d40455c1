# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of invoices and credit notes: two series, each 1..n in a year without a gap.

Royal Decree no 1, art. 5 par. 1, 1°: a sequential number from a series in which none is missing,
and dates that follow the numbers. The number is the mark of its paper, so the allocator and the
verifier read names and decrypt nothing.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from intake.errors import Fault, InvalidInputError, RefusedError

_MARK_DIGITS = 16
_MARK = re.compile(r"0{7}(\d{4})(\d{5})", re.ASCII)
_TEXT = re.compile(r"(CN-)?(\d{4})-(\d{5})", re.ASCII)
LAST_COUNT = 99_999


class Series(StrEnum):
    """Which series a number belongs to; each is a kind of paper."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DocumentNumber:
    """The number of an invoice or a credit note.

    >>> str(DocumentNumber(series=Series.CREDIT_NOTE, year=2026, count=7))
    'CN-2026-00007'
    """

    series: Series
    year: int
    count: int

    @property
    def mark(self) -> str:
        """The number as the mark of its paper: sixteen digits in clear.

        >>> DocumentNumber(series=Series.INVOICE, year=2026, count=42).mark
        '0000000202600042'
        """
        return f"{self.year:04d}{self.count:05d}".zfill(_MARK_DIGITS)

    def __str__(self) -> str:
        """Write it as it stands on the document."""
        prefix = "CN-" if self.series is Series.CREDIT_NOTE else ""
        return f"{prefix}{self.year:04d}-{self.count:05d}"

    @classmethod
    def of_mark(cls, series: Series, mark: str) -> Self | None:
        """Read the mark of a paper; None if no number has such a mark."""
        match = _MARK.fullmatch(mark)
        return cls(series=series, year=int(match[1]), count=int(match[2])) if match else None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what people type, or raise BadDocumentNumberError.

        >>> DocumentNumber.parse("2026-00042").count
        42
        """
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise BadDocumentNumberError(text)
        series = Series.CREDIT_NOTE if match[1] else Series.INVOICE
        return cls(series=series, year=int(match[2]), count=int(match[3]))


def series_faults(numbers: Collection[DocumentNumber]) -> list[str]:
    """Return what is wrong with the numbers of one series: a gap, or a number that is there twice.

    >>> one = DocumentNumber(series=Series.INVOICE, year=2026, count=2)
    >>> series_faults([one])
    ['invoice 2026-00001 is missing']
    """
    faults = []
    times = Counter(numbers)
    for year in sorted({number.year for number in numbers}):
        last = max(number for number in numbers if number.year == year)
        for count in range(1, last.count + 1):
            number = dataclasses.replace(last, count=count)
            if times[number] == 0:
                faults.append(f"{last.series} {number} is missing")
            elif times[number] > 1:
                faults.append(f"{last.series} {number} is there twice")
    return faults


def next_numbers(
    series: Series, year: int, taken: Collection[DocumentNumber], *, wanted: int
) -> list[DocumentNumber]:
    """Return the numbers that come next; SeriesBrokenError if the series is not whole.

    >>> [str(one) for one in next_numbers(Series.INVOICE, 2026, [], wanted=2)]
    ['2026-00001', '2026-00002']
    """
    faults = series_faults(taken)
    if faults:
        raise SeriesBrokenError(faults)
    last = max((one.count for one in taken if one.year == year), default=0)
    if last + wanted > LAST_COUNT:
        raise SeriesBrokenError([f"the {series} series of {year} is full"])
    return [
        DocumentNumber(series=series, year=year, count=last + place)
        for place in range(1, wanted + 1)
    ]


class BadDocumentNumberError(InvalidInputError):
    """This is no number of an invoice or a credit note."""

    def __init__(self, text: str) -> None:
        """Keep what was typed."""
        super().__init__([Fault(field="number", code="bad_order_number")])
        self.text = text

    def __str__(self) -> str:
        """Say what a number looks like."""
        return (
            f"{self.text!r} is no number of an invoice, such as 2026-00042, nor of a credit note,"
            " such as CN-2026-00042"
        )


class SeriesBrokenError(RefusedError):
    """No number can be given out before people have looked at those that were."""

    def __init__(self, faults: Collection[str]) -> None:
        """Name the faults and the rule."""
        what = "; ".join(faults)
        super().__init__(
            f"{what}; numbers follow each other without a gap (Royal Decree no 1, art. 5);"
            " nothing was issued"
        )
