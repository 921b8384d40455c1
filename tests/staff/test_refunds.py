# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff refunds plan``: what came in too much goes back, once, and is seen when it has left."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.bank.check_transfer import check_transfer_file
from intake.model.order import Order
from intake.model.structured_communication import communication_digits
from tests.bank.files import Line, Sheet, coda
from tests.staff.conftest import Staff

TODAY = ("--today", "2026-11-25")
IBAN = "BE68539007547034"


@pytest.fixture
def imported(staff: Staff, tmp_path: Path) -> Callable[[Sheet], None]:
    """Return what imports a statement."""

    def run(sheet: Sheet) -> None:
        path = tmp_path / f"{sheet.count}.coda"
        path.write_bytes(coda(sheet))
        done = staff(*TODAY, "payments", "import", str(path), "--apply")
        assert done.exit_code == 0, done.output

    return run


def line(order: Order, cents: int) -> Line:
    """Return a transfer with the communication of an order."""
    return Line(cents=cents, communication=communication_digits(order.number))


def owed(staff: Staff) -> list[dict[str, object]]:
    """Return what is owed or on its way."""
    listed: list[dict[str, object]] = json.loads(staff("refunds", "plan", "--json").output)
    return listed


def test_nothing_is_owed_of_what_was_paid_exactly(
    staff: Staff, received: Order, imported: Callable[[Sheet], None], tmp_path: Path
) -> None:
    imported(Sheet(lines=(line(received, received.to_pay.cents),)))
    assert staff("refunds", "plan").output == "Nothing is owed.\n"
    assert staff("refunds", "plan", "--to", str(tmp_path / "r.xml")).exit_code == 4


def test_a_surplus_goes_back_once_and_is_seen_when_it_left(
    staff: Staff, received: Order, imported: Callable[[Sheet], None], tmp_path: Path
) -> None:
    first = Sheet(lines=(line(received, received.to_pay.cents + 500),))
    imported(first)
    (one,) = owed(staff)
    assert (one["amount"], one["why"], one["planned"], one["iban"]) == (
        "5.00",
        "overpaid",
        False,
        IBAN,
    )
    path = tmp_path / "refunds.xml"
    done = staff(*TODAY, "refunds", "plan", "--to", str(path))
    assert done.exit_code == 0, done.output
    check_transfer_file(path.read_bytes())
    assert b">5.00<" in path.read_bytes()

    assert [one["planned"] for one in owed(staff)] == [True]
    another = str(tmp_path / "other.xml")
    assert staff(*TODAY, "refunds", "plan", "--to", another).exit_code == 4
    again = staff(*TODAY, "refunds", "plan", "--to", another, "--again", received.number)
    assert again.exit_code == 0, again.output
    assert f"REFUND-{received.number}-1".encode() in Path(another).read_bytes()

    back = Sheet(lines=(line(received, -500),), count=232, opening=first.closing)
    imported(back)
    assert owed(staff) == []
    assert staff("register", "verify").exit_code == 0


def test_a_cancelled_order_goes_back_as_a_whole(
    staff: Staff, received: Order, imported: Callable[[Sheet], None]
) -> None:
    imported(Sheet(lines=(line(received, received.to_pay.cents),)))
    staff("orders", "mark", received.number, "cancelled")
    (one,) = owed(staff)
    assert (one["amount"], one["why"]) == (str(received.to_pay), "cancelled")


def credited(staff: Staff, order: Order, *part: str) -> None:
    """Invoice the order, and take the invoice back, or a part of it."""
    assert staff(*TODAY, "invoices", "issue", order.number).exit_code == 0
    credit = (*TODAY, "credit-notes", "issue", "2026-00001", "--reason", "Withdrawn")
    done = staff(*credit, *part)
    assert done.exit_code == 0, done.output


def test_what_is_invoiced_is_cancelled_after_its_credit_note_and_goes_back(
    staff: Staff, received: Order, imported: Callable[[Sheet], None]
) -> None:
    imported(Sheet(lines=(line(received, received.to_pay.cents),)))
    cancel = ("orders", "mark", received.number, "cancelled")
    staff(*TODAY, "invoices", "issue", received.number)
    refused = staff(*cancel)
    assert (refused.exit_code, "staff credit-notes issue" in refused.output) == (4, True)
    assert staff("refunds", "plan").output == "Nothing is owed.\n"
    staff(*TODAY, "credit-notes", "issue", "2026-00001", "--reason", "Withdrawn")
    assert [(one["amount"], one["why"]) for one in owed(staff)] == [("87.12", "credited")]
    assert staff(*cancel).exit_code == 0
    assert [(one["amount"], one["why"]) for one in owed(staff)] == [("87.12", "cancelled")]


def test_of_a_credited_part_that_part_goes_back(
    staff: Staff, received: Order, imported: Callable[[Sheet], None]
) -> None:
    """Whether the rest of the order goes on or is cancelled: it stays invoiced."""
    imported(Sheet(lines=(line(received, received.to_pay.cents + 100),)))
    credited(staff, received, "--part", "1=12.34")
    assert [one["amount"] for one in owed(staff)] == ["15.93"]
    staff("orders", "mark", received.number, "cancelled")
    assert [one["amount"] for one in owed(staff)] == ["15.93"]
    again = Sheet(lines=(line(received, 1493),), count=232, opening=100_000 + 8812)
    imported(again)
    assert [one["amount"] for one in owed(staff)] == ["15.93"]


def test_what_came_in_cash_or_from_two_accounts_a_person_pays_back(
    staff: Staff, received: Order, imported: Callable[[Sheet], None], tmp_path: Path
) -> None:
    half = line(received, received.to_pay.cents // 2)
    imported(Sheet(lines=(half, dataclasses.replace(half, cents=9000, iban="BE17523075470321"))))
    (one,) = owed(staff)
    assert one["iban"] is None
    assert "by hand" in staff("refunds", "plan").output
    assert staff("refunds", "plan", "--to", str(tmp_path / "r.xml")).exit_code == 4
    assert not (tmp_path / "r.xml").exists()


def test_a_file_is_never_written_over(
    staff: Staff, received: Order, imported: Callable[[Sheet], None], tmp_path: Path
) -> None:
    imported(Sheet(lines=(line(received, received.to_pay.cents + 500),)))
    path = tmp_path / "refunds.xml"
    path.write_text("mine", encoding="utf-8")
    assert staff(*TODAY, "refunds", "plan", "--to", str(path)).exit_code == 4
    assert path.read_text(encoding="utf-8") == "mine"
    assert [one["planned"] for one in owed(staff)] == [False]
