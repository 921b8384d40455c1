# SPDX-License-Identifier: GPL-3.0-or-later
"""Write orders for the bank: a SEPA credit transfer file, pain.001.001.09 of ISO 20022.

Texts keep to the letters that every bank takes (EPC217-08): the rest is written without accents,
and what then is left over is a full stop.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree as ET

from intake.model.calendar import instant_text
from intake.model.money import NOTHING, Money
from intake.model.payment import Payer

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_LONGEST_NAME = 70
_OTHER = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One transfer that we order: ``given`` is our own reference of it."""

    given: str
    amount: Money
    payee: Payer
    communication: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OurAccount:
    """Where the money leaves from."""

    name: str
    iban: str
    bic: str


def credit_transfer_file(
    transfers: Sequence[Ordered], *, account: OurAccount, name: str, day: date, now: datetime
) -> bytes:
    """Return the file that orders these transfers for a day, under a name of its own."""
    document = ET.Element("Document", xmlns=NAMESPACE)
    root = ET.SubElement(document, "CstmrCdtTrfInitn")
    _group(root, transfers, account=account, name=name, now=now)
    payment = ET.SubElement(root, "PmtInf")
    _add(payment, "PmtInfId", name)
    _add(payment, "PmtMtd", "TRF")
    # Each transfer is an entry of the statement, so that it is seen for itself.
    _add(payment, "BtchBookg", "false")
    _sums(payment, transfers)
    _add(payment, "PmtTpInf/SvcLvl/Cd", "SEPA")
    _add(payment, "ReqdExctnDt/Dt", day.isoformat())
    _add(payment, "Dbtr/Nm", plain_text(account.name))
    _add(payment, "DbtrAcct/Id/IBAN", account.iban)
    _add(payment, "DbtrAgt/FinInstnId/BICFI", account.bic)
    _add(payment, "ChrgBr", "SLEV")
    for one in transfers:
        _transfer(payment, one)
    ET.indent(document)
    text: str = ET.tostring(document, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def plain_text(text: str) -> str:
    """Return a text in the letters of SEPA, no longer than a name may be.

    >>> plain_text("Stéphane & Æøå")
    'Stephane . ..a'
    """
    bare = unicodedata.normalize("NFKD", text)
    without_accents = "".join(one for one in bare if not unicodedata.combining(one))
    return _OTHER.sub(".", without_accents)[:_LONGEST_NAME].strip() or "."


def _group(
    root: ET.Element, transfers: Sequence[Ordered], *, account: OurAccount, name: str, now: datetime
) -> None:
    header = ET.SubElement(root, "GrpHdr")
    _add(header, "MsgId", name)
    _add(header, "CreDtTm", instant_text(now))
    _sums(header, transfers)
    _add(header, "InitgPty/Nm", plain_text(account.name))


def _sums(parent: ET.Element, transfers: Sequence[Ordered]) -> None:
    _add(parent, "NbOfTxs", str(len(transfers)))
    _add(parent, "CtrlSum", str(sum((one.amount for one in transfers), NOTHING)))


def _transfer(payment: ET.Element, one: Ordered) -> None:
    transfer = ET.SubElement(payment, "CdtTrfTxInf")
    _add(transfer, "PmtId/EndToEndId", one.given)
    _add(transfer, "Amt/InstdAmt", str(one.amount)).set("Ccy", "EUR")
    _add(transfer, "Cdtr/Nm", plain_text(one.payee.name or ""))
    _add(transfer, "CdtrAcct/Id/IBAN", one.payee.iban or "")
    reference = ET.SubElement(ET.SubElement(_add(transfer, "RmtInf"), "Strd"), "CdtrRefInf")
    kind = ET.SubElement(reference, "Tp")
    _add(kind, "CdOrPrtry/Cd", "SCOR")
    # The Belgian structured communication, as Febelfin has it.
    _add(kind, "Issr", "BBA")
    _add(reference, "Ref", one.communication)


def _add(parent: ET.Element, path: str, text: str | None = None) -> ET.Element:
    for name in path.split("/"):
        parent = ET.SubElement(parent, name)
    parent.text = text
    return parent
