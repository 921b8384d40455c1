# SPDX-License-Identifier: GPL-3.0-or-later
"""What banks, strangers and tired people hand to the desk: a named outcome or a clear refusal.

Each goes through the command, and nothing on the disk is changed by what is refused.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from intake.model.order import Order
from intake.model.structured_communication import communication_digits
from intake.settings import SETTINGS_VARIABLE, Settings
from tests.bank.files import DAY, Line, Sheet, camt, coda
from tests.conftest import write_settings
from tests.staff.conftest import Staff
from tests.store.conftest import files

TODAY = ("--today", "2026-11-25")
MEGABYTE = 1 << 20
# The command itself takes some 100 MB; a tree of what is hostile below would take a gigabyte.
MOST_MEMORY = 512 * MEGABYTE
SHEET = Sheet(lines=(Line(cents=8712, text="merci"), Line(cents=-500, text="frais")))
HEAD = camt(SHEET).split(b"<Stmt>")[0]
BOMB = b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><b>&b;</b>'
Unchanged = Callable[[], bool]


@pytest.fixture
def unchanged(own_settings: Settings) -> Unchanged:
    """Return what says whether register and key packets are as they were."""
    folders = own_settings.folders

    def lying() -> list[list[str]]:
        return [files(folders.register), files(folders.keys)]

    before = lying()
    return lambda: lying() == before


def paying(order: Order, cents: int | None = None) -> Line:
    """Return a transfer for an order."""
    amount = order.to_pay.cents if cents is None else cents
    return Line(cents=amount, communication=communication_digits(order.number))


def imported(staff: Staff, folder: Path, data: bytes) -> list[str]:
    """Import a file of the bank, and return what became of its entries."""
    path = folder / "statement"
    path.write_bytes(data)
    done = staff(*TODAY, "payments", "import", str(path), "--apply", "--json")
    assert done.exit_code == 0, done.output
    statements = json.loads(done.output)["statements"]
    return [entry["outcome"] for one in statements for entry in one["entries"]]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (coda(SHEET).replace(b"0000000000087120", b"0000000000087130", 1), "sums"),
        (coda(SHEET).replace(b"21000100", b"2100010x", 1), "line 3"),
        (coda(SHEET).replace(b"REF1", b"REF1  ", 1), "characters"),
        (coda(SHEET).rpartition(b"\r\n9")[0], "cut off"),
        (camt(SHEET).replace(b">87.12<", b">87.13<"), "do not make"),
        (camt(SHEET).replace(b">87.12<", b">-87.12<"), "is no amount"),
        (camt(SHEET).replace(b"CRDT", b"XXXX"), "neither credit nor debit"),
        (camt(SHEET).replace(b'Ccy="EUR"', b'Ccy="USD"'), "not in euro"),
        (BOMB, "document type"),
        (BOMB.decode().encode("utf-16"), "neither"),
    ],
)
def test_a_file_that_does_not_hold_is_refused(
    staff: Staff, tmp_path: Path, unchanged: Unchanged, data: bytes, why: str
) -> None:
    path = tmp_path / "statement"
    path.write_bytes(data)
    answer = staff(*TODAY, "payments", "import", str(path), "--apply")

    assert (answer.exit_code, why in answer.output) == (4, True), answer.output
    assert "refused" in answer.output
    assert unchanged()


# Not made before it is needed: together they are 200 MB.
HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "elements": lambda: HEAD + b"<a/>" * (7 * MEGABYTE),
    "depth": lambda: HEAD + b"<a>" * (9 * MEGABYTE),
    "some depth": lambda: HEAD + b"<a>" * 100_000,
    "attributes": lambda: HEAD + b"<a " + b" ".join(b'b%d="1"' % i for i in range(MEGABYTE)),
    "text": lambda: HEAD + b"<a>" + b"x" * (30 * MEGABYTE),
    "100 MB": lambda: camt(SHEET) + b" " * (100 * MEGABYTE),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_xml_takes_little_memory(
    own_settings: Settings, tmp_path: Path, unchanged: Unchanged, kind: str
) -> None:
    """In a program of its own, which may not have more."""
    path, settings = tmp_path / "statement.xml", tmp_path / "settings.toml"
    path.write_bytes(HOSTILE[kind]())
    write_settings(own_settings, settings)
    staff = [sys.executable, "-P", "-c", "from intake.staff.main import main; main()"]
    answer = subprocess.run(
        ["prlimit", f"--as={MOST_MEMORY}", *staff, "payments", "import", str(path), "--apply"],
        env={SETTINGS_VARIABLE: str(settings), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (answer.returncode, "refused" in answer.stderr) == (4, True), answer.stderr
    assert unchanged()


def test_a_statement_is_one_in_either_encoding(
    staff: Staff, tmp_path: Path, received: Order
) -> None:
    """Latin-1 first, and the same in UTF-8 brings nothing new."""
    sheet = Sheet(lines=(Line(cents=500, text="été", name="Zoë Ångström"), paying(received)))

    assert imported(staff, tmp_path, coda(sheet)) == ["no reference", "matched"]
    assert imported(staff, tmp_path, coda(sheet, encoding="utf-8")) == []
    assert "Zoë Ångström" in staff("payments", "rest").output


def test_what_comes_for_a_closed_order_waits_for_a_person(
    staff: Staff, tmp_path: Path, received: Order
) -> None:
    """Who books it hears where it goes, and it is owed back."""
    staff("orders", "mark", received.number, "cancelled")
    assert imported(staff, tmp_path, coda(Sheet(lines=(paying(received),)))) == ["cancelled order"]
    assert staff("refunds", "plan").output == "Nothing is owed.\n"
    (left,) = json.loads(staff("payments", "rest", "--json").output)
    typed = ("payments", "record", received.number, left["amount"], DAY.isoformat())
    booked = staff(*TODAY, *typed, "--entry", left["entry"])

    assert booked.exit_code == 0, booked.output
    assert "is cancelled: staff refunds plan pays back what is owed" in booked.output
    assert json.loads(staff("refunds", "plan", "--json").output)[0]["amount"] == left["amount"]
    assert staff("register", "verify").exit_code == 0


def test_what_is_paid_twice_by_hand_is_told(staff: Staff, received: Order) -> None:
    typed = (*TODAY, "payments", "record", received.number)
    first = staff(*typed, "87.12", "2026-11-24")
    second = staff(*typed, "50.00", "2026-11-25")

    assert (first.exit_code, "Note" in first.output) == (0, False)
    assert f"of order {received.number}, 50.00 is above its price" in second.output
    assert json.loads(staff("refunds", "plan", "--json").output)[0]["amount"] == "50.00"


def test_nothing_is_recorded_for_an_order_that_is_erased(
    staff: Staff, tmp_path: Path, received: Order, own_settings: Settings
) -> None:
    """Not half of it either; an import goes on with the rest."""
    assert staff("erase", received.number, "--apply").exit_code == 0
    before = files(own_settings.folders.register)
    answer = staff(*TODAY, "payments", "record", received.number, "87.12", "2026-11-24")

    assert (answer.exit_code, "was erased on" in answer.output) == (3, True)
    assert files(own_settings.folders.register) == before
    sheet = Sheet(lines=(paying(received), Line(cents=100, text="merci")))
    assert imported(staff, tmp_path, coda(sheet)) == ["unknown order", "no reference"]
    assert staff("payments", "rest").exit_code == 0
    assert staff("invoices", "list").output == "No order waits for its invoice.\n"
    assert staff("register", "verify").exit_code == 0


@pytest.mark.parametrize(
    "command",
    [
        ("payments", "record", "2026000001", "87.12", "2026-11-24"),
        ("orders", "mark", "2026000001", "paid"),
    ],
)
def test_keys_that_have_expired_since_stop_what_writes(
    staff: Staff, received: Order, own_settings: Settings, command: tuple[str, ...]
) -> None:
    before = files(own_settings.folders.register)
    answer = staff("--today", "2039-11-25", *command)

    assert received.number == "2026000001"
    assert (answer.exit_code, "expired" in answer.output) == (6, True), answer.output
    assert files(own_settings.folders.register) == before
