# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff register rebuild``: what was issued comes back to the byte; what does not is named."""

import json
import stat
import subprocess
from pathlib import Path

import pytest

from intake.model.order import Order
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.dossiers import Paper, paper_at
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from tests.billing import ORGANISATION, pay
from tests.staff.conftest import ON, Receive, Staff


@pytest.fixture
def issued(staff: Staff, receive: Receive, writer: PaperWriter) -> list[Order]:
    """Return two orders that have their invoices, the first a credit note as well."""
    orders = [receive(ORGANISATION, mark=1), receive(mark=2)]
    for order in orders:
        pay(order, writer)
        assert staff(*ON, "invoices", "issue", order.number).exit_code == 0
    assert staff(*ON, "credit-notes", "issue", "2026-00001", "--reason", "R").exit_code == 0
    return orders


def test_every_file_comes_back_to_the_byte(
    staff: Staff, issued: list[Order], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    rebuilt = staff("register", "rebuild", "--out", str(out), "--pro-formas")
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())

    assert rebuilt.exit_code == 0, rebuilt.output
    assert "The same as issued, to the byte: 6 of 6 files" in rebuilt.output
    assert "not compared: 2" in rebuilt.output
    assert names == [
        "SHA256SUMS",
        "credit-notes/CN-2026-00001.pdf",
        "credit-notes/CN-2026-00001.xml",
        "invoices/2026-00001.pdf",
        "invoices/2026-00001.xml",
        "invoices/2026-00002.pdf",
        "invoices/2026-00002.xml",
        *(f"pro-formas/pro-forma-{order.number}.pdf" for order in issued),
    ]
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=out, check=True)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_what_would_be_another_is_named_and_not_written(
    staff: Staff, issued: list[Order], register: Register, sealer: Sealer, tmp_path: Path
) -> None:
    """A file that was there before goes as well: only what was issued is left."""
    assert issued
    out = tmp_path / "out"
    staff("register", "rebuild", "--out", str(out))
    changed = register.issued(_first(register)).files.pdf.encode()
    _rewrite(register, sealer, changed, changed[::-1])
    same_typst = staff("register", "rebuild", "--out", str(out))
    _rewrite(register, sealer, b'"typst": "', b'"typst": "9')
    other_typst = staff("register", "rebuild", "--out", str(out))

    assert (same_typst.exit_code, other_typst.exit_code) == (4, 4)
    assert "invoice 2026-00001: its PDF would be another than the one issued" in same_typst.output
    assert "without a new edition" in same_typst.output
    assert "set by typst 9" in other_typst.output
    assert "5 of 6 files" in other_typst.output
    assert not (out / "invoices" / "2026-00001.pdf").exists()
    assert (out / "invoices" / "2026-00001.xml").is_file()


def _first(register: Register) -> Paper:
    (body,) = register.repository.folder.glob("dossiers/**/*-invoice-0000000202600001.pgp")
    return paper_at(body.relative_to(register.repository.folder).as_posix())


def _rewrite(register: Register, sealer: Sealer, right: bytes, wrong: bytes) -> None:
    """Put another record in the place of the first invoice, as no program of ours would."""
    paper = _first(register)
    record = register.opener.open(register.sealed(paper))
    assert right in record
    sealed = sealer.seal(record.replace(right, wrong))
    (register.repository.folder / paper.body).write_bytes(sealed.body)
    (register.keys / paper.keys).write_bytes(sealed.keys)


def test_a_rehearsal_compares_everything_and_writes_nothing(
    staff: Staff, issued: list[Order], tmp_path: Path
) -> None:
    assert issued
    out = tmp_path / "out"
    rebuilt = staff("register", "rebuild", "--out", str(out), "--dry-run", "--json")

    told = json.loads(rebuilt.stdout)
    assert [one["document"] for one in told] == [
        "invoice 2026-00001",
        "invoice 2026-00002",
        "credit-note CN-2026-00001",
    ]
    assert {one["files_that_are_the_same"] for one in told} == {2}
    assert not out.exists()


def test_nothing_in_plain_text_goes_into_the_register(
    staff: Staff, issued: list[Order], own_settings: Settings
) -> None:
    assert issued
    for folder in (own_settings.folders.register / "out", own_settings.folders.keys):
        refused = staff("register", "rebuild", "--out", str(folder))
        assert (refused.exit_code, "nothing may lie in plain text" in refused.output) == (4, True)
