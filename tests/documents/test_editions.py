# SPDX-License-Identifier: GPL-3.0-or-later
"""Issued documents stay what they were: every edition is held against golden invoices, to the byte.

If a test here fails, papers that people hold can no longer be made again. Do not change the golden
files: keep the old words.toml and order_document.typ as intake/documents/editions/NUMBER/, give
NEWEST the next number, and freeze golden files of the new edition beside the old ones
(docs/design.md, "An edition for each look of the invoice").
"""

import dataclasses
import hashlib
import shutil
from pathlib import Path

import pytest

from intake.documents.editions import NEWEST, Edition, UnknownEditionError, edition_of
from intake.documents.issued_files import files_again, files_of, typst_version
from intake.documents.official_rules import official_answers
from intake.documents.ubl_check import own_faults
from intake.errors import IntakeError
from intake.model.issued import Issued
from intake.store.invoice_record import credit_note_from_json, invoice_from_json, issued_to_json

GOLDEN = Path(__file__).parent.parent / "golden"
RECORDS = sorted(GOLDEN.glob("edition-*/*.json"))
DOCUMENTS = Path(__file__).parent.parent.parent / "intake" / "documents"
# What each kind is made of besides: who may be wrong about it is a reader of these files.
KINDS = {
    "paid",
    "unpaid",
    "gift",
    "private-person",
    "reverse-charge",
    "franchise",
    "outside-the-union",
    "destination",
    "mixed-terms",
    "solidarity-price",
    "rounding-traps",
    "english",
    "dutch-in-two-payments",
    "credit-note",
    "credit-note-of-a-part",
}


def read(path: Path) -> Issued:
    """Read a golden record."""
    data = path.read_bytes()
    return (credit_note_from_json if "credit-note" in path.name else invoice_from_json)(data)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_a_document_of_every_edition_is_made_again_to_the_byte(path: Path) -> None:
    issued = read(path)
    files = files_again(issued)

    assert files.ubl == path.with_suffix(".xml").read_bytes()
    assert hashlib.sha256(files.ubl).hexdigest() == issued.files.ubl
    assert typst_version() == issued.files.typst, "another Typst: see the docstring of this file"
    assert hashlib.sha256(files.pdf).hexdigest() == issued.files.pdf


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_a_golden_file_is_clean_by_own_checks_and_official_rules(path: Path) -> None:
    ubl = path.with_suffix(".xml").read_bytes()
    answers = {one.rules: one for one in official_answers(ubl)}

    assert own_faults(ubl) == []
    for rules in ("XSD", "EN 16931"):
        assert (answers[rules].why_not, answers[rules].faults) == (None, ())


def test_every_edition_has_golden_files_of_every_kind() -> None:
    for number in range(1, NEWEST.number + 1):
        there = {path.stem for path in GOLDEN.glob(f"edition-{number}/*.json")}
        assert there == KINDS
        assert edition_of(number).folder.joinpath("order_document.typ").is_file()


def test_an_edition_is_set_with_its_own_words_and_template(tmp_path: Path) -> None:
    """An older edition keeps its look while the newest changes."""
    for name in ("words.toml", "order_document.typ"):
        shutil.copy(DOCUMENTS / name, tmp_path / name)
    issued = read(GOLDEN / "edition-1" / "gift.json")
    kept = Edition(number=1, folder=tmp_path)
    assert files_of(issued.document, kept).digests == issued.files

    words = (tmp_path / "words.toml").read_text(encoding="utf-8")
    changed = tmp_path / "changed"
    changed.mkdir()
    shutil.copy(DOCUMENTS / "order_document.typ", changed)
    (changed / "words.toml").write_text(words.replace("\u202f!", " !"), encoding="utf-8")
    other = files_of(issued.document, Edition(number=1, folder=changed)).digests
    assert (other.pdf != issued.files.pdf, other.ubl != issued.files.ubl) == (True, True)


def test_a_record_names_its_edition_unless_it_is_the_first() -> None:
    issued = read(GOLDEN / "edition-1" / "paid.json")
    later = dataclasses.replace(issued, files=dataclasses.replace(issued.files, edition=7))
    written = issued_to_json(later)

    assert b'"edition": 7' in written
    assert invoice_from_json(written) == later
    with pytest.raises(UnknownEditionError, match="edition 7"):
        files_again(later)
    with pytest.raises(IntakeError):
        invoice_from_json(written.replace(b'"edition": 7', b'"edition": 1'))
