# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the CSV of a bank by its profile.

A CSV proves nothing by itself, so a profile names the balance after each entry: then a line that is
missing, doubled or altered breaks the chain, as in any other statement. An altered first one breaks
that with the last statement imported.
"""

import csv
import datetime
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from intake.bank.csv_profile import CsvProfile
from intake.bank.file_fault import BankFileError
from intake.bank.printable import printable
from intake.model.money import NOTHING, Money
from intake.model.payment import Payer
from intake.model.statement import Entry, Part, Statement, counted, statement_name

_FORM = "CSV"
_EURO = "EUR"
_AMOUNT = re.compile(r"([+-]?)(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    account: str
    count: int
    balance: Money
    entry: Entry

    @property
    def before(self) -> Money:
        """The balance before the entry."""
        return Money(cents=self.balance.cents - self.entry.amount.cents)


def read_csv(data: bytes, profile: CsvProfile) -> list[Statement]:
    """Return the statements of a file; BankFileError if anything in it does not hold."""
    try:
        text = data.decode(profile.encoding).removeprefix("\ufeff")
        lines = io.StringIO("".join(text.splitlines(keepends=True)[profile.skipped_lines :]))
        table = list(csv.DictReader(lines, delimiter=profile.delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BankFileError(_FORM, f"it cannot be read: {error}") from error
    if not table:
        raise BankFileError(_FORM, "there is no entry in it")
    first = profile.skipped_lines + 2
    rows = _oldest_first([_row(one, line, profile) for line, one in enumerate(table, first)])
    return [_statement(list(group)) for _, group in groupby(rows, key=_of_statement)]


def _of_statement(row: _Row) -> tuple[str, int, int]:
    return row.account, row.entry.booked.year, row.count


def _row(row: Mapping[str, str], line: int, profile: CsvProfile) -> _Row:
    lacking = [name for name in profile.columns.values() if row.get(name) is None]
    if lacking or None in row:
        raise BankFileError(_FORM, f"its columns are not the profile's: {lacking}", line=line)

    def cell(what: str) -> str:
        name = profile.columns.get(what)
        return " ".join(printable(row[name]).split()) if name else ""

    if cell("currency") != _EURO:
        raise BankFileError(_FORM, f"an amount is in {cell('currency')}, not in euro", line=line)
    try:
        return _Row(
            line=line,
            account=cell("account").replace(" ", ""),
            count=int(cell("statement").rpartition("-")[2]),
            balance=_money(cell("balance"), profile),
            entry=_entry(cell, profile),
        )
    except ValueError as error:
        raise BankFileError(_FORM, str(error), line=line) from error


def _entry(cell: Callable[[str], str], profile: CsvProfile) -> Entry:
    communication = cell("communication")
    return Entry(
        # Without one, its place in the statement tells an entry from the others.
        reference=cell("reference"),
        amount=_money(cell("amount"), profile),
        booked=_day(cell("booked"), profile),
        parts=(Part(communication=communication),) if communication else (),
        text=cell("text"),
        counterparty=Payer(name=cell("name") or None, iban=cell("iban").replace(" ", "") or None),
    )


def _day(text: str, profile: CsvProfile) -> datetime.date:
    moment = datetime.datetime.strptime(text, profile.day).replace(tzinfo=datetime.UTC)
    return moment.date()


def _money(text: str, profile: CsvProfile) -> Money:
    grouping = "." if profile.decimal == "," else ","
    plain = text.replace(" ", "").replace(grouping, "").replace(profile.decimal, ".")
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        message = f"{text!r} is no amount"
        raise ValueError(message)
    sign, euros, cents = match.groups()
    amount = Money(cents=int(euros) * 100 + int((cents or "").ljust(2, "0")))
    return amount.times(-1) if sign == "-" else amount


def _oldest_first(rows: Sequence[_Row]) -> Sequence[_Row]:
    """Return the rows as their balances follow; some banks begin with the newest."""
    forwards, backwards = list(rows), list(reversed(rows))
    broken = _broken(forwards)
    if broken is None:
        return forwards
    if _broken(backwards) is None:
        return backwards
    raise BankFileError(_FORM, "its balances do not follow each other", line=broken.line)


def _broken(rows: Sequence[_Row]) -> _Row | None:
    pairs = pairwise(rows)
    return next((later for earlier, later in pairs if earlier.balance != later.before), None)


def _statement(rows: Sequence[_Row]) -> Statement:
    first, last = rows[0], rows[-1]
    if any(row.entry.amount == NOTHING for row in rows):
        raise BankFileError(_FORM, "an entry is of nothing", line=first.line)
    return Statement(
        account=first.account,
        name=statement_name(last.entry.booked.year, last.count),
        year=last.entry.booked.year,
        count=last.count,
        opening=first.before,
        closing=last.balance,
        opened=min(row.entry.booked for row in rows),
        closed=max(row.entry.booked for row in rows),
        entries=counted(row.entry for row in rows),
    )
