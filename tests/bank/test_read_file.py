# SPDX-License-Identifier: GPL-3.0-or-later
"""What a bank says is read the same from CODA and from every version of CAMT.053, or not at all."""

import contextlib
import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.bank.camt053 import read_camt053
from intake.bank.coda import read_coda
from intake.bank.file_fault import BankFileError
from intake.bank.read_file import read_statements
from intake.model.money import Money
from intake.model.statement import Part, Statement, balance_fault
from tests.bank.files import ACCOUNT, DAY, Line, Sheet, camt, coda

OGM = "202600004236"
LINES = (
    Line(cents=8712, communication=OGM),
    Line(
        cents=1000,
        text="Merci pour tout, c'est la facture 12 et la suite de mon texte, ici",
        reference="REF2",
    ),
    Line(cents=8712, communication=OGM, reference="REF2"),
    Line(cents=-2500, text="Loyer", reference="REF3", name="Propriétaire", given="E2E-1"),
)
SHEET = Sheet(lines=LINES)


def camt_reader(version: int) -> Callable[[Sheet], list[Statement]]:
    """Return what writes a statement in a version of CAMT.053 and reads it."""
    return lambda sheet: read_camt053(camt(sheet, version=version))


READ: dict[str, Callable[[Sheet], list[Statement]]] = {
    "coda": lambda sheet: read_coda(coda(sheet)),
    **{f"camt.0{version}": camt_reader(version) for version in range(2, 9)},
}


@pytest.mark.parametrize("form", READ)
def test_every_form_of_a_statement_reads_the_same(form: str) -> None:
    (expected,) = read_coda(coda(SHEET))
    assert READ[form](SHEET) == [expected]
    assert (expected.account, expected.name, expected.closed) == (ACCOUNT, "2026-231", DAY)
    assert expected.closing == Money(cents=100_000 + 8712 + 1000 + 8712 - 2500)
    first, second, third, fourth = expected.entries
    assert first.parts == (Part(communication=OGM),)
    assert second.text.endswith("la suite de mon texte, ici")
    assert (second.sequence, third.sequence) == (1, 2)
    assert fourth.counterparty.name == "Propriétaire"
    assert fourth.given == "E2E-1"


def test_coda_is_read_in_utf_8_and_in_latin_1() -> None:
    assert read_coda(coda(SHEET, encoding="utf-8")) == read_coda(coda(SHEET, encoding="latin-1"))


@given(st.binary(max_size=600))
def test_any_bytes_are_a_statement_or_refused(data: bytes) -> None:
    for read in (read_coda, read_camt053):
        with pytest.raises(BankFileError):
            read(data)


@given(place=st.integers(0, 1900), byte=st.integers(0, 255))
def test_a_file_with_one_byte_changed_has_the_same_balances_or_is_refused(
    place: int, byte: int
) -> None:
    """Nothing but our own refusal comes out of a reader."""
    for write, read in ((coda, read_coda), (camt, read_camt053)):
        data = bytearray(write(SHEET))
        data[place % len(data)] = byte
        with contextlib.suppress(BankFileError):
            (statement,) = read(bytes(data))
            assert balance_fault(statement) is None


def test_a_file_says_by_its_beginning_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "statement"
    path.write_bytes(coda(SHEET))
    from_coda = read_statements(path)
    path.write_bytes(b"\xef\xbb\xbf" + camt(SHEET))
    assert read_statements(path) == from_coda


def test_no_sign_that_is_not_printed_comes_out_of_a_file() -> None:
    hostile = Sheet(lines=(Line(cents=100, text="a\x1b[2J\x85b", name="c\x9bd\x85"),))
    (statement,) = read_coda(coda(hostile))
    assert statement.entries[0].text == "a?[2J?b"
    assert statement.entries[0].counterparty.name == "c?d?"


@pytest.mark.parametrize("form", READ)
def test_a_batch_is_read_as_its_transfers(form: str) -> None:
    parts = (Line(cents=8712, communication=OGM), Line(cents=1288, text="Don", reference="REF2"))
    sheet = Sheet(lines=(Line(cents=10_000, parts=parts),))
    (alone,) = read_coda(coda(Sheet(lines=parts)))
    (statement,) = READ[form](sheet)
    assert statement.entries == alone.entries


@pytest.mark.parametrize("form", READ)
def test_a_batch_whose_transfers_do_not_make_its_sum_is_refused(form: str) -> None:
    parts = (Line(cents=8712, communication=OGM), Line(cents=1289, text="Don"))
    with pytest.raises(BankFileError):
        READ[form](Sheet(lines=(Line(cents=10_000, parts=parts),)))


@pytest.mark.parametrize("form", READ)
def test_an_account_in_another_currency_is_refused(form: str) -> None:
    with pytest.raises(BankFileError, match="not in euro"):
        READ[form](dataclasses.replace(SHEET, currency="USD"))


def altered(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return the file with one thing changed."""
    assert data.count(old) >= 1
    return data.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"0000000000087120", b"0000000000087130"),  # an amount
        (b"0000000000087120", b"1000000000087120"),  # its sign
        (b"0000000000087120", b"0000000000087125"),  # half a cent
        (b"0000000001000000", b"0000000001000010"),  # the old balance
        (b"000014", b"000013"),  # the count of lines
        (b"\r\n8231", b"\r\n8232"),  # the number of the statement
        (b"241126ALL2ALL", b"321126ALL2ALL"),  # a day
        (b"2\r\n1", b"1\r\n1"),  # the version
        (b"\r\n9", b"\r\n0"),  # no trailer
        (b"\r\n22", b"\r\n25"),  # an unknown article
        (b"\r\n23", b"\r\n7 "),  # an unknown kind of line
        (b"\r\n21", b"x" * 30 + b"\r\n21"),  # a line too long
        (b"00010000REF1", b"00010001REF1"),  # a line of another movement
        (b"00150000", b"40150000"),  # an unknown transaction
        (b"0000000000087120", b"00000000000871\xb20"),  # no ASCII digit
    ],
)
def test_a_falsified_coda_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(BankFileError):
        read_coda(altered(coda(SHEET), old, new))


@pytest.mark.parametrize("cut", range(3, 1500, 97))
def test_a_coda_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(BankFileError):
        read_coda(coda(SHEET)[:-cut])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"87.12", b"87.13"),
        (b"87.12", b"-87.12"),
        (b"87.12", b"87,12"),
        (b"87.12", b"8E1"),
        (b"87.12", b"87.125"),
        (b"CRDT", b"DBIT"),
        (b"CRDT", b"BOTH"),
        (b"OPBD", b"ITBD"),
        (b"<Sts>BOOK</Sts>", b"<Sts>PDNG</Sts>"),
        (b'Ccy="EUR"', b'Ccy="USD"'),
        (b"<IBAN>BE98", b"<Othr>BE98"),
        (b"2026-11-24", b"2026-11-32"),
        (b"camt.053.001.02", b"camt.052.001.02"),
        (b"camt.053.001.02", b"camt.053.001.09"),
        (b"<Stmt>", b"<!-- <Stmt>"),
    ],
)
def test_a_falsified_camt_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(BankFileError):
        read_camt053(altered(camt(SHEET), old, new))


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE a [<!ENTITY e "x">]><Document/>',
        b'<?xml version="1.0"?><!DOCTYPE Document SYSTEM "file:///etc/passwd"><Document/>',
        '<!DOCTYPE a [<!ENTITY e "x">]><Document/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-7"?><Document/>',
        b"<a>" * 100_000,
        b"<Document>",
        b"",
    ],
)
def test_hostile_xml_is_refused(hostile: bytes) -> None:
    with pytest.raises(BankFileError):
        read_camt053(hostile)
