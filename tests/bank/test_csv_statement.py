# SPDX-License-Identifier: GPL-3.0-or-later
"""The CSV of a bank is read by its profile, and only if its balances follow each other."""

from pathlib import Path

import pytest

from intake.bank.csv_profile import CsvProfile, read_profile
from intake.bank.csv_statement import read_csv
from intake.bank.file_fault import BankFileError
from intake.model.money import Money
from intake.model.statement import Part, balance_fault
from intake.settings import SettingsError

GOLDEN = Path(__file__).parent.parent / "golden"
HEAD = "Compte;Extrait;Date;Montant;Solde;Devise;Libellé;Réf;Communication;Nom;IBAN"
ROWS = (
    "BE98 0962 4450 5493;2026-231;24/11/2026;87,12;1.087,12;EUR;;R1;+++202/6000/04236+++;Ada;BE1",
    "BE98 0962 4450 5493;2026-231;24/11/2026;-25,00;1.062,12;EUR;Loyer;R2;;Prop;BE2",
    "BE98 0962 4450 5493;2026-232;25/11/2026;+40;1.102,12;EUR;cadeau;R3;;;",
)


@pytest.fixture
def profile() -> CsvProfile:
    """Return the profile that docs/formats.md shows."""
    return read_profile(GOLDEN / "bank-csv-1.toml")


def made(*rows: str, encoding: str = "utf-8") -> bytes:
    """Return the file of a bank, which has a line before its head."""
    return "\r\n".join(["Historique", HEAD, *rows, ""]).encode(encoding)


def test_the_entries_of_a_number_are_a_statement(profile: CsvProfile) -> None:
    first, second = read_csv(made(*ROWS), profile)
    assert (first.name, first.opening, first.closing) == (
        "2026-231",
        Money(cents=100_000),
        Money(cents=106_212),
    )
    assert second.opening == first.closing
    assert (balance_fault(first), balance_fault(second)) == (None, None)
    assert first.entries[0].parts == (Part(communication="+++202/6000/04236+++"),)
    assert second.entries[0].counterparty.name is None


def test_a_file_that_begins_with_the_newest_reads_the_same(profile: CsvProfile) -> None:
    assert read_csv(made(*reversed(ROWS)), profile) == read_csv(made(*ROWS), profile)


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (ROWS[0], ROWS[2]),
        (ROWS[0], ROWS[0]),
        (ROWS[0], ROWS[1].replace("-25,00", "-25,01")),
        (ROWS[0].replace("EUR", "USD"),),
        (ROWS[0].replace("24/11", "32/11"),),
        (ROWS[0].replace("2026-231", "n"),),
        (ROWS[0].replace(";87,12", ";8E1"),),
        (ROWS[0] + ";more",),
        (ROWS[0].rpartition(";")[0],),
        ('"' + ROWS[0],),
    ],
)
def test_a_file_that_does_not_hold_is_refused(profile: CsvProfile, rows: tuple[str, ...]) -> None:
    with pytest.raises(BankFileError):
        read_csv(made(*rows), profile)


def test_another_encoding_is_refused(profile: CsvProfile) -> None:
    with pytest.raises(BankFileError):
        read_csv(made(*ROWS, encoding="latin-1"), profile)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bank-csv/1", "bank-csv/2"),
        ("utf-8", "utf-7"),
        ('delimiter = ";"', 'delimiter = ";;"'),
        ('balance = "Solde"', ""),
        ("skipped_lines = 1", "skipped_lines = -1"),
        ('name = "Nom"', 'nome = "Nom"'),
        ('name = "Nom"', 'name = ""'),
    ],
)
def test_a_profile_that_says_something_else_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = (GOLDEN / "bank-csv-1.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "bank.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError):
        read_profile(path)
