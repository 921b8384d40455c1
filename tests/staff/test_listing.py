# SPDX-License-Identifier: GPL-3.0-or-later
"""Every list can be had as a table, as JSON, as CSV and as a spreadsheet, with the same rows."""

import csv
import dataclasses
import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from intake.actions.receive_order import receive_order
from intake.documents.table_cell import Cell
from intake.model.calendar import parse_instant
from intake.model.catalogue import PriceList
from intake.model.order import Order, OrderRequest
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.staff.desk import Json
from intake.staff.listing import cell_of
from tests.bank.files import Line, Sheet, coda
from tests.conftest import BELGIAN_VAT, NOW, open_queue
from tests.staff.conftest import Staff

LISTS = (
    ("queue",),
    ("queue", "--mine"),
    ("queue", "--all"),
    ("taken",),
    ("find", "camille"),
    ("invoices", "list"),
    ("payments", "rest"),
    ("refunds", "plan"),
    ("held", "list"),
    ("outbox", "list"),
    ("keys", "check"),
)
EACH = pytest.mark.parametrize("words", LISTS, ids=" ".join)


@pytest.fixture
def full(staff: Staff, received: Order, received_again: Order, tmp_path: Path) -> Staff:
    """Return the command on a register in which most lists have something."""
    path = tmp_path / "1.coda"
    path.write_bytes(coda(Sheet(lines=(Line(cents=99900, communication=""),))))
    assert staff("--today", "2026-11-25", "payments", "import", str(path), "--apply").exit_code == 0
    paid = ("payments", "record", received_again.number, "100.00", "2026-11-24")
    assert staff("--today", "2026-11-25", *paid).exit_code == 0
    assert staff("take", received.number).exit_code == 0
    return staff


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@EACH
def test_all_forms_of_a_list_have_the_same_rows(
    full: Staff, words: tuple[str, ...], tmp_path: Path
) -> None:
    ods = tmp_path / "list.ods"
    answers = [full(*words, *form) for form in (("--json",), ("--csv", "-"), ("--ods", str(ods)))]
    listed, written = json.loads(answers[0].stdout), rows_of(answers[1].stdout)

    assert len({answer.exit_code for answer in answers}) == 1
    assert [list(row) for row in written] == [list(row) for row in listed]
    with zipfile.ZipFile(ods) as package:
        content = package.read("content.xml").decode()
    heads = 1 if listed else 0
    assert content.count("<table:table-row>") == max(len(listed) + heads, 1)
    assert ods.stat().st_mode & 0o077 == 0


def test_a_file_is_named_and_no_table_is_shown(
    full: Staff, received: Order, tmp_path: Path
) -> None:
    target = tmp_path / "queue.csv"
    answer = full("queue", "--all", "--csv", str(target))

    assert answer.output == f"Wrote {target}\n"
    assert {row["number"] for row in rows_of(target.read_text("utf-8"))} >= {received.number}


def test_what_a_member_typed_is_no_formula(
    staff: Staff,
    own_settings: Settings,
    sealer: Sealer,
    order_request: OrderRequest,
    price_list: PriceList,
) -> None:
    name = '=HYPERLINK("http://example.org";"pay")'
    customer = dataclasses.replace(order_request.customer, name=name)
    request = dataclasses.replace(order_request, customer=customer)
    with open_queue(own_settings, sealer) as queue:
        receive_order(request, price_list, BELGIAN_VAT, mark="0" * 16, queue=queue, now=NOW)
    (row,) = rows_of(staff("find", "hyperlink", "--csv", "-").stdout)

    assert row["name"] == f"'{name}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("87.12", Decimal("87.12")),
        ("-25.00", Decimal("-25.00")),
        ("87.1", "87.1"),
        ("2026000042", "2026000042"),
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-02-30", "2026-02-30"),
        ("2026-11-22T10:12:00Z", parse_instant("2026-11-22T10:12:00Z")),
        ("2026-13-22T10:12:00Z", "2026-13-22T10:12:00Z"),
        (True, True),
        (3, 3),
        (None, None),
        (["1.00", None, 2], "1.00; ; 2"),
        ([{"number": "1", "reasons": ["a", "b"]}], "number: 1; reasons: a; b"),
    ],
)
def test_values_of_json_are_cells_of_their_kind(value: Json, cell: Cell) -> None:
    assert cell_of(value) == cell
