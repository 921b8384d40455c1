# SPDX-License-Identifier: GPL-3.0-or-later
"""Read CODA 2, the statements that Belgian banks send: lines of 128 characters.

Source: Febelfin, "Standard coded statement of account (CODA)", version 2. The kind of a line is its
first digit: 0 header, 1 old balance, 2 movement, 3 information, 8 new balance, 4 free text, 9
trailer. Places below count from 0.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intake.bank.coda_movements import Movement, entries_of, movement_of
from intake.bank.coda_places import LENGTH, day, money, whole
from intake.bank.file_fault import BankFileError
from intake.bank.printable import printable
from intake.model.money import NOTHING, Money
from intake.model.statement import Statement, balance_fault, counted, statement_name

_VERSION = "2"
_COUNTED = frozenset("1238")
_EURO = "EUR"
_CODA = "CODA"
# Whether another statement follows in the file.
_LAST = "12"


@dataclass(slots=True, kw_only=True)
class _Balance:
    count: int
    account: str
    currency: str
    amount: Money
    on: datetime.date


@dataclass(slots=True, kw_only=True)
class _Lines:
    """The lines of one statement."""

    old: _Balance | None = None
    new: _Balance | None = None
    coda_count: int = 0
    movements: list[Movement] = field(default_factory=list)
    counted: int = 0
    free: list[str] = field(default_factory=list)


def read_coda(data: bytes) -> list[Statement]:
    """Return the statements of a file; BankFileError if anything in it does not hold."""
    statements: list[Statement] = []
    lines: _Lines | None = None
    for number, line in enumerate(_lines(data), start=1):
        try:
            if line[0] == "9":
                statements.append(_finished(_begun(lines), line))
                lines = None
            elif line[0] == "0":
                lines = _header(lines, line)
            else:
                _take(_begun(lines), line[0], line)
        except ValueError as error:
            raise BankFileError(_CODA, str(error), line=number) from error
        except BankFileError as error:
            raise BankFileError(_CODA, error.what, line=number) from error
    if lines or not statements:
        raise BankFileError(_CODA, "it is cut off before its trailer")
    return statements


def looks_like_coda(data: bytes) -> bool:
    """Say whether a file begins as CODA does."""
    return data.startswith(b"00000")


def _lines(data: bytes) -> Iterator[str]:
    """Decode as banks write: UTF-8 if it is that, else Latin-1 (some say Windows-1252)."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    # Not splitlines(), which also ends a line at signs that a name may hold.
    for number, ended in enumerate(text.split("\n"), start=1):
        line = ended.rstrip("\r\x1a")
        if not line.strip():
            continue
        if len(line) > LENGTH:
            raise BankFileError(_CODA, f"it has {len(line)} characters, not {LENGTH}", line=number)
        # Some programs take away the spaces at the end of a line.
        yield printable(line).ljust(LENGTH)


def _header(lines: _Lines | None, line: str) -> _Lines:
    if lines:
        raise BankFileError(_CODA, "a statement begins before the last one ended")
    if line[127] != _VERSION:
        raise BankFileError(_CODA, f"this is CODA {line[127]!r}, not CODA 2")
    return _Lines()


def _begun(lines: _Lines | None) -> _Lines:
    if lines is None:
        raise BankFileError(_CODA, "it stands outside of a statement")
    return lines


def _take(lines: _Lines, kind: str, line: str) -> None:
    lines.counted += kind in _COUNTED
    if kind == "1":
        if lines.old:
            raise BankFileError(_CODA, "there are two old balances")
        lines.old = _balance(line[5:42], line[1], whole(line[2:5]), line[42:58], line[58:64])
        lines.coda_count = whole(line[125:128])
    elif kind == "2":
        movement_of(line, lines.movements)
    elif kind == "8":
        if lines.new or not lines.old:
            raise BankFileError(_CODA, "there are two new balances, or none before it")
        structure = "0" if lines.old.account.isdecimal() else "2"
        lines.new = _balance(line[4:41], structure, whole(line[1:4]), line[41:57], line[57:63])
    elif kind not in "34":
        raise BankFileError(_CODA, f"there is no kind of line {kind!r}")


def _balance(account: str, structure: str, count: int, amount: str, on: str) -> _Balance:
    # Structure 0 is the old Belgian number of twelve digits; 2 and 3 are IBANs.
    number, currency = (
        (account[:12], account[13:16]) if structure == "0" else (account[:34], account[34:37])
    )
    return _Balance(
        count=count,
        account=number.replace(" ", ""),
        currency=currency,
        amount=money(amount),
        on=day(on),
    )


def _finished(lines: _Lines, trailer: str) -> Statement:
    old, new = lines.old, lines.new or lines.old
    if old is None or new is None:
        raise BankFileError(_CODA, "there is no old balance")
    if (old.account, old.currency, old.count) != (new.account, new.currency, new.count):
        raise BankFileError(_CODA, "the two balances are of different accounts or statements")
    if old.currency != _EURO:
        raise BankFileError(_CODA, f"the account is in {old.currency}, not in euro")
    entries = counted(entries_of(lines.movements))
    count = old.count or lines.coda_count
    statement = Statement(
        account=old.account,
        name=statement_name(new.on.year, count),
        year=new.on.year,
        count=count,
        opening=old.amount,
        closing=new.amount,
        opened=old.on,
        closed=new.on,
        entries=entries,
    )
    _check_trailer(lines, trailer)
    fault = balance_fault(statement)
    if fault:
        raise BankFileError(_CODA, fault)
    return statement


def _check_trailer(lines: _Lines, trailer: str) -> None:
    if trailer[127] not in _LAST:
        raise BankFileError(_CODA, "its trailer is cut off")
    if whole(trailer[16:22]) != lines.counted:
        raise BankFileError(
            _CODA, f"it counts {trailer[16:22]} lines, and there are {lines.counted}"
        )
    amounts = [one.amount for one in lines.movements if one.is_booked]
    debit, credit = money("0" + trailer[22:37]), money("0" + trailer[37:52])
    if (debit, credit) != (_sum(amounts, sign=-1), _sum(amounts, sign=1)):
        raise BankFileError(_CODA, "its sums are not those of its movements")


def _sum(amounts: Sequence[Money], *, sign: int) -> Money:
    of_that_sign = (one for one in amounts if one.cents * sign > 0)
    return sum(of_that_sign, NOTHING).times(sign)
