# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a credit transfer file by what it says, before a bank gets it: never by how it was made."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from stdnum import iban

from intake.bank.credit_transfer import NAMESPACE
from intake.bank.file_fault import BankFileError
from intake.bank.xml_tree import read_xml
from intake.model.money import NOTHING, Money
from intake.model.structured_communication import BadNumberError, parse_number

_IN_ORDER = ["PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt"]
_IN_ORDER += ["Dbtr", "DbtrAcct", "DbtrAgt", "ChrgBr"]
_Texts = Callable[[str], list[str]]
_TRANSFER = ["PmtId", "Amt", "Cdtr", "CdtrAcct", "RmtInf"]
_TEXT = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]{1,70}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]{1,35}")
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


def check_transfer_file(data: bytes) -> None:
    """Raise BankFileError with all that is wrong in the file."""
    faults = list(_faults(data))
    if faults:
        raise BankFileError("SEPA", "; ".join(faults))


def _faults(data: bytes) -> Iterator[str]:
    root = read_xml(data)
    space = {"": NAMESPACE}
    header = root.find("CstmrCdtTrfInitn/GrpHdr", space)
    payment = root.find("CstmrCdtTrfInitn/PmtInf", space)
    if header is None or payment is None:
        yield "it has no header or no payment"
        return

    def texts(path: str) -> list[str]:
        return [one.text or "" for one in root.findall(f"CstmrCdtTrfInitn/{path}", space)]

    names = [one.tag.removeprefix(f"{{{NAMESPACE}}}") for one in payment]
    transfers = payment.findall("CdtTrfTxInf", space)
    if names != _IN_ORDER + ["CdtTrfTxInf"] * len(transfers) or not transfers:
        yield "its elements are not those of a payment, in their order"
    for one in transfers:
        if [inner.tag.removeprefix(f"{{{NAMESPACE}}}") for inner in one] != _TRANSFER:
            yield "the elements of a transfer are not in their order"
    amounts = [Money.parse(text) for text in texts("PmtInf/CdtTrfTxInf/Amt/InstdAmt")]
    counts = set(texts("GrpHdr/NbOfTxs") + texts("PmtInf/NbOfTxs"))
    sums = set(texts("GrpHdr/CtrlSum") + texts("PmtInf/CtrlSum"))
    if counts != {str(len(transfers))} or sums != {str(sum(amounts, NOTHING))}:
        yield "its count or its sum is not that of its transfers"
    if any(amount <= NOTHING for amount in amounts):
        yield "an amount is not above 0"
    yield from _text_faults(texts)


def _text_faults(texts: _Texts) -> Iterator[str]:
    given = texts("PmtInf/CdtTrfTxInf/PmtId/EndToEndId")
    if max(Counter(given).values(), default=0) > 1:
        yield "two transfers have one reference"
    identifiers = [*given, *texts("GrpHdr/MsgId"), *texts("PmtInf/PmtInfId")]
    names = [
        *texts("GrpHdr/InitgPty/Nm"),
        *texts("PmtInf/Dbtr/Nm"),
        *texts("PmtInf/CdtTrfTxInf/Cdtr/Nm"),
    ]
    yield from (f"{one!r} is no reference" for one in identifiers if not _IDENTIFIER.fullmatch(one))
    yield from (f"{one!r} is no name for a bank" for one in names if not _TEXT.fullmatch(one))
    accounts = texts("PmtInf/DbtrAcct/Id/IBAN") + texts("PmtInf/CdtTrfTxInf/CdtrAcct/Id/IBAN")
    # The country's own rules are a snapshot of python-stdnum's, and refuse good accounts.
    yield from (
        f"{one!r} is no IBAN" for one in accounts if not iban.is_valid(one, check_country=False)
    )
    bics = texts("PmtInf/DbtrAgt/FinInstnId/BICFI")
    yield from (f"{one!r} is no BIC" for one in bics if not _BIC.fullmatch(one))
    for one in texts("PmtInf/CdtTrfTxInf/RmtInf/Strd/CdtrRefInf/Ref"):
        try:
            parse_number(one)
        except BadNumberError:
            yield f"{one!r} is no structured communication"
