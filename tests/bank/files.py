# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements as banks write them: one value, as CODA 2 and as any version of CAMT.053."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from intake.model.money import Money

ACCOUNT = "BE98096244505493"
DAY = datetime.date(2026, 11, 24)
_LENGTH = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a test says of a transfer: a structured communication, or a free text."""

    cents: int
    communication: str | None = None
    text: str = ""
    reference: str = "REF1"
    name: str = "Camille Exemple"
    iban: str = "BE68539007547034"
    given: str = ""
    # A batch: the transfers that it sums up.
    parts: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a test says of a statement."""

    lines: tuple[Line, ...] = ()
    count: int = 231
    opening: int = 100_000
    day: datetime.date = DAY
    account: str = ACCOUNT
    currency: str = "EUR"

    @property
    def closing(self) -> int:
        """What it ends with."""
        return self.opening + sum(line.cents for line in self.lines)


def coda(*sheets: Sheet, encoding: str = "latin-1") -> bytes:
    """Write statements as CODA 2."""
    lines = [line for sheet in sheets for line in _coda_lines(sheet)]
    assert {len(line) for line in lines} == {_LENGTH}
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def camt(*sheets: Sheet, version: int = 2) -> bytes:
    """Write statements as CAMT.053 of a version."""
    inside = "".join(_camt_statement(sheet, version) for sheet in sheets)
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02d}"
    head = "<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-25T04:00:00</CreDtTm></GrpHdr>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{space}"><BkToCstmrStmt>'
        f"{head}{inside}</BkToCstmrStmt></Document>"
    ).encode()


def _coda_amount(cents: int) -> str:
    return f"{'1' if cents < 0 else '0'}{abs(cents) * 10:015d}"


def _coda_lines(sheet: Sheet) -> Iterable[str]:
    day = sheet.day.strftime("%d%m%y")
    account = f"{sheet.account:<34}{sheet.currency}"
    yield (
        f"0{'0000'}{day}09605{'':7}{'':10}{'ALL2ALL':<26}{'GKCCBEBB':<11}00451807885 00000"[
            :88
        ].ljust(127)
        + "2"
    )
    yield (
        f"12{sheet.count:03d}{account}{_coda_amount(sheet.opening)}{day}{'ALL2ALL':<26}"
        f"{'':35}{sheet.count:03d}"
    )
    movements = [one for place, line in enumerate(sheet.lines, 1) for one in _moved(place, line)]
    rows = [row for one in movements for row in _coda_rows(one, day, sheet.count)]
    yield from rows
    yield f"8{sheet.count:03d}{account}{_coda_amount(sheet.closing)}{day}{'':64}0"
    debit = sum(-line.cents for line in sheet.lines if line.cents < 0)
    credit = sum(line.cents for line in sheet.lines if line.cents > 0)
    yield f"9{'':15}{len(rows) + 2:06d}{debit * 10:015d}{credit * 10:015d}{'':75}2"


def _moved(place: int, line: Line) -> Iterable[tuple[int, int, str, Line]]:
    yield place, 0, "1" if line.parts else "0", line
    for detail, part in enumerate(line.parts, 1):
        yield place, detail, "5", part


def _coda_rows(moved: tuple[int, int, str, Line], day: str, count: int) -> Sequence[str]:
    place, detail, kind, line = moved
    number = f"{place:04d}{detail:04d}"
    text = f"1101{line.communication}" if line.communication else f"0{line.text}"
    first, rest = text[:54].ljust(54), text[54:]
    begin = f"21{number}{line.reference:<21}{_coda_amount(line.cents)}{day}{kind}"
    return (
        f"{begin}0150000{first}{day}{count:03d}01 0",
        f"22{number}{rest[:53]:<53}{line.given:<35}{'GKCCBEBB':<11}{'':16}1 0",
        f"23{number}{line.iban:<34}EUR{line.name:<35}{rest[53:96]:<43}0 0",
    )


def _camt_statement(sheet: Sheet, version: int) -> str:
    balances = _camt_balance("OPBD", sheet.opening, sheet) + _camt_balance(
        "CLBD", sheet.closing, sheet
    )
    entries = "".join(_camt_entry(line, sheet, version) for line in sheet.lines)
    return (
        f"<Stmt><Id>S{sheet.count}</Id><ElctrncSeqNb>{sheet.count}</ElctrncSeqNb>"
        f"<CreDtTm>2026-11-25T04:00:00</CreDtTm><Acct><Id><IBAN>{sheet.account}</IBAN></Id></Acct>"
        f"{balances}{entries}</Stmt>"
    )


def _camt_amount(cents: int, currency: str = "EUR") -> str:
    amount = Money(cents=abs(cents))
    return f'<Amt Ccy="{currency}">{amount}</Amt>'


def _camt_sign(cents: int) -> str:
    return f"<CdtDbtInd>{'DBIT' if cents < 0 else 'CRDT'}</CdtDbtInd>"


def _camt_balance(kind: str, cents: int, sheet: Sheet) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_camt_amount(cents, sheet.currency)}"
        f"{_camt_sign(cents)}<Dt><Dt>{sheet.day}</Dt></Dt></Bal>"
    )


def _camt_entry(line: Line, sheet: Sheet, version: int) -> str:
    status = "<Cd>BOOK</Cd>" if version >= 8 else "BOOK"
    transfers = "".join(_camt_transfer(one, version) for one in line.parts or (line,))
    return (
        f"<Ntry>{_camt_amount(line.cents, sheet.currency)}{_camt_sign(line.cents)}"
        f"<Sts>{status}</Sts><BookgDt><Dt>{sheet.day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{line.reference}</AcctSvcrRef><NtryDtls>{transfers}</NtryDtls></Ntry>"
    )


def _camt_transfer(line: Line, version: int) -> str:
    role = "Cdtr" if line.cents < 0 else "Dbtr"
    name = f"<Nm>{escape(line.name)}</Nm>"
    party = f"<Pty>{name}</Pty>" if version >= 8 else name
    structured = (
        f"<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp>"
        f"<Ref>{line.communication}</Ref></CdtrRefInf></Strd>"
    )
    free = f"<Ustrd>{escape(line.text)}</Ustrd>"
    amount = (
        f"<AmtDtls><TxAmt>{_camt_amount(line.cents)}</TxAmt></AmtDtls>"
        if version < 4
        else f"{_camt_amount(line.cents)}{_camt_sign(line.cents)}"
    )
    return (
        f"<TxDtls><Refs><AcctSvcrRef>{line.reference}</AcctSvcrRef>"
        f"<EndToEndId>{line.given or 'NOTPROVIDED'}</EndToEndId></Refs>{amount}"
        f"<RltdPties><{role}>{party}</{role}>"
        f"<{role}Acct><Id><IBAN>{line.iban}</IBAN></Id></{role}Acct></RltdPties>"
        f"<RmtInf>{structured if line.communication else free}</RmtInf></TxDtls>"
    )
