# SPDX-License-Identifier: GPL-3.0-or-later
"""Read CAMT.053, the statements of ISO 20022, versions 02 to 08.

The versions differ in what lies between an element and its value (``Sts`` and ``Sts/Cd``, ``Dbtr``
and ``Dbtr/Pty``), so both places are looked at. Pending entries do not count in the balance.
"""

import datetime
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from intake.bank.camt_transfers import text_of, transfers_of
from intake.bank.file_fault import BankFileError
from intake.bank.xml_tree import read_xml
from intake.model.calendar import BRUSSELS
from intake.model.money import Money
from intake.model.statement import Entry, Statement, balance_fault, counted, statement_name

_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.0([2-8])\}Document")
_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_SIGNS = {"CRDT": 1, "DBIT": -1}
# One cent, and at most what fits any statement of ours.
_AMOUNT = re.compile(r"\+?(\d{1,15})(?:\.(\d{1,5}))?", re.ASCII)


def read_camt053(data: bytes) -> list[Statement]:
    """Return the statements of a file; BankFileError if anything in it does not hold."""
    root = read_xml(data)
    if not _NAMESPACE.fullmatch(root.tag):
        raise BankFileError("CAMT.053", f"it is no CAMT.053 of the versions 02 to 08: {root.tag}")
    statements = [_statement(one) for one in root.findall("{*}BkToCstmrStmt/{*}Stmt")]
    if not statements:
        raise BankFileError("CAMT.053", "there is no statement in it")
    return statements


def looks_like_xml(data: bytes) -> bool:
    """Say whether a file begins as XML does."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _statement(one: ET.Element) -> Statement:
    account = text_of(one, "Acct/Id/IBAN")
    if not account:
        raise BankFileError("CAMT.053", "a statement names no IBAN")
    opening, opened = _balance(one, _OPENING)
    closing, closed = _balance(one, _CLOSING)
    number = text_of(one, "LglSeqNb") or text_of(one, "ElctrncSeqNb")
    if number and not (number.isascii() and number.isdecimal()):
        raise BankFileError("CAMT.053", f"{number!r} is no number of a statement")
    count = int(number) if number else None
    statement = Statement(
        account=account.replace(" ", ""),
        name=statement_name(closed.year, count) if count else text_of(one, "Id"),
        year=closed.year,
        count=count,
        opening=opening,
        closing=closing,
        opened=opened,
        closed=closed,
        entries=counted(_entries(one)),
    )
    fault = balance_fault(statement)
    if fault:
        raise BankFileError("CAMT.053", fault)
    return statement


def _balance(one: ET.Element, kinds: tuple[str, ...]) -> tuple[Money, datetime.date]:
    for kind in kinds:
        for balance in one.findall("{*}Bal"):
            if text_of(balance, "Tp/CdOrPrtry/Cd") == kind:
                return _signed(balance, "Amt"), _day(balance)
    raise BankFileError("CAMT.053", f"a statement has no balance {' or '.join(kinds)}")


def _entries(one: ET.Element) -> Iterator[Entry]:
    for entry in one.findall("{*}Ntry"):
        status = text_of(entry, "Sts/Cd") or text_of(entry, "Sts")
        if status == "BOOK":
            booked = _day(entry.find("{*}BookgDt"))
            yield from transfers_of(entry, _signed(entry, "Amt"), booked, _euro)


def _signed(one: ET.Element, path: str) -> Money:
    sign = _SIGNS.get(text_of(one, "CdtDbtInd"))
    if sign is None:
        raise BankFileError("CAMT.053", "an amount is neither credit nor debit")
    return _euro(one.find(f"{{*}}{path}")).times(sign)


def _euro(amount: ET.Element | None) -> Money:
    text = (amount.text or "").strip() if amount is not None else ""
    match = _AMOUNT.fullmatch(text)
    if amount is None or match is None:
        raise BankFileError("CAMT.053", f"{text!r} is no amount")
    if amount.get("Ccy") != "EUR":
        raise BankFileError("CAMT.053", f"an amount is in {amount.get('Ccy')}, not in euro")
    decimals = (match[2] or "").rstrip("0").ljust(2, "0")
    if len(decimals) > len("00"):
        raise BankFileError("CAMT.053", f"{text} is no amount in cents")
    return Money(cents=int(match[1]) * 100 + int(decimals))


def _day(one: ET.Element | None) -> datetime.date:
    """Return the day of a balance (in ``Dt``) or of a booking: a day, or an instant in Brussels."""
    if one is not None:
        for path in ("Dt/Dt", "Dt/DtTm", "Dt", "DtTm"):
            text = text_of(one, path)
            if text:
                return _parsed(text)
    raise BankFileError("CAMT.053", "a balance or an entry has no day")


def _parsed(text: str) -> datetime.date:
    try:
        moment = datetime.datetime.fromisoformat(text[:10] if "T" not in text else text)
    except ValueError as error:
        raise BankFileError("CAMT.053", f"{text!r} is no day") from error
    return (moment.astimezone(BRUSSELS) if moment.tzinfo else moment).date()
