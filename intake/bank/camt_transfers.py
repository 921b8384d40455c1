# SPDX-License-Identifier: GPL-3.0-or-later
"""The transfers of one entry of CAMT.053: itself, or those of a batch that it sums up."""

import datetime
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

from intake.bank.file_fault import BankFileError
from intake.bank.printable import printable
from intake.model.money import NOTHING, Money
from intake.model.payment import Payer
from intake.model.statement import Entry, Part

# What banks write where whoever ordered the transfer gave it no reference.
_NOT_GIVEN = "NOTPROVIDED"
_AMOUNT_PATHS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
_SIGNS = {"CRDT": 1, "DBIT": -1}
_Euro = Callable[[ET.Element | None], Money]


def text_of(one: ET.Element, path: str) -> str:
    """Return the text at a path of names without their namespace, or nothing."""
    found = one.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    return printable((found.text or "").strip()) if found is not None else ""


def transfers_of(
    entry: ET.Element, amount: Money, booked: datetime.date, euro: _Euro
) -> Iterator[Entry]:
    """Return the transfers of an entry; those of a batch come to its amount, else it is refused."""
    reference = text_of(entry, "AcctSvcrRef") or text_of(entry, "NtryRef")
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    if len(details) <= 1:
        yield _transfer(details[0] if details else entry, reference, amount, booked, euro)
        return
    shares = [_share(one, amount, euro) for one in details]
    if any(share is None for share in shares):
        # The bank does not say how much each was: a person has to ask it.
        yield Entry(
            reference=reference, amount=amount, booked=booked, text=text_of(entry, "AddtlNtryInf")
        )
        return
    known = [share for share in shares if share is not None]
    if sum(known, NOTHING) != amount:
        raise BankFileError(
            "CAMT.053", f"the transfers of batch {reference} do not make its {amount}"
        )
    for one, share in zip(details, known, strict=True):
        own = text_of(one, "Refs/AcctSvcrRef") or reference
        yield _transfer(one, own, share, booked, euro)


def _share(one: ET.Element, amount: Money, euro: _Euro) -> Money | None:
    found = next((at for at in map(_at(one), _AMOUNT_PATHS) if at is not None), None)
    if found is None:
        return None
    sign = 1 if amount >= NOTHING else -1
    return euro(found).times(_SIGNS.get(text_of(one, "CdtDbtInd"), sign))


def _at(one: ET.Element) -> Callable[[str], ET.Element | None]:
    return lambda path: one.find("/".join(f"{{*}}{name}" for name in path.split("/")))


def _transfer(
    one: ET.Element, reference: str, amount: Money, booked: datetime.date, euro: _Euro
) -> Entry:
    given = text_of(one, "Refs/EndToEndId")
    return Entry(
        reference=reference or text_of(one, "Refs/AcctSvcrRef"),
        amount=amount,
        booked=booked,
        parts=tuple(_parts(one, euro)),
        text=" ".join(_free(one)),
        given="" if given == _NOT_GIVEN else given,
        counterparty=_counterparty(one, "Dbtr" if amount >= NOTHING else "Cdtr"),
    )


def _parts(one: ET.Element, euro: _Euro) -> Iterator[Part]:
    for structured in one.findall("{*}RmtInf/{*}Strd"):
        communication = text_of(structured, "CdtrRefInf/Ref")
        share = _at(structured)("RfrdDocAmt/RmtdAmt")
        if communication:
            yield Part(communication=communication, amount=None if share is None else euro(share))


def _free(one: ET.Element) -> Iterator[str]:
    for found in one.findall("{*}RmtInf/{*}Ustrd"):
        yield printable(" ".join((found.text or "").split()))


def _counterparty(one: ET.Element, role: str) -> Payer:
    party = f"RltdPties/{role}"
    name = text_of(one, f"{party}/Nm") or text_of(one, f"{party}/Pty/Nm")
    iban = text_of(one, f"RltdPties/{role}Acct/Id/IBAN").replace(" ", "")
    return Payer(name=name or None, iban=iban or None)
