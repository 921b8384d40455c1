# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that orders refunds: what a bank would refuse never leaves us."""

import datetime

import pytest

from intake.bank.check_transfer import check_transfer_file
from intake.bank.credit_transfer import Ordered, OurAccount, credit_transfer_file
from intake.bank.file_fault import BankFileError
from intake.model.money import Money
from intake.model.payment import Payer
from tests.bank.files import ACCOUNT, DAY

NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)
OURS = OurAccount(name="Moving Art Studio & co", iban=ACCOUNT, bic="GKCCBEBB")
ONE = Ordered(
    given="REFUND-2026000042-1",
    amount=Money(cents=500),
    payee=Payer(name="Stéphane Æøå Deux", iban="BE68539007547034"),
    communication="202600004236",
)


def made(*transfers: Ordered) -> bytes:
    """Return the file for these transfers."""
    return credit_transfer_file(transfers, account=OURS, name="REFUND-1", day=DAY, now=NOW)


def test_a_file_for_the_bank_holds() -> None:
    second = Ordered(
        given="REFUND-2026000043-1",
        amount=Money(cents=8712),
        payee=Payer(iban="BE17523075470321"),
        communication="202600004337",
    )
    data = made(ONE, second)
    check_transfer_file(data)
    assert b"<CtrlSum>92.12</CtrlSum>" in data
    assert b"<Nm>Stephane ..a Deux</Nm>" in data


def test_one_reference_twice_or_nothing_at_all_is_found() -> None:
    for data in (made(ONE, ONE), made()):
        with pytest.raises(BankFileError):
            check_transfer_file(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<NbOfTxs>1", b"<NbOfTxs>2"),
        (b"<CtrlSum>5.00", b"<CtrlSum>5.01"),
        (b'Ccy="EUR">5.00', b'Ccy="EUR">-5.00'),
        (b"BE68539007547034", b"BE68539007547035"),
        (b"Stephane", "Stéphane".encode()),
        (b"REFUND-2026", b"REFUND-2026" * 5),
        (b"<PmtMtd>TRF</PmtMtd>", b""),
        (b"<BICFI>", b"<BICFI>x"),
        (b"SLEV</ChrgBr>", b"SLEV</ChrgBr><ChrgBr>SLEV</ChrgBr>"),
        (b"<Ref>2026", b"<Ref>2027"),
        (b"<Cdtr>", b"<RmtInf/><Cdtr>"),
        (b"pain.001.001.09", b"pain.001.001.03"),
    ],
)
def test_a_file_that_a_bank_would_refuse_is_found(old: bytes, new: bytes) -> None:
    data = made(ONE)
    assert old in data
    with pytest.raises(BankFileError):
        check_transfer_file(data.replace(old, new))
