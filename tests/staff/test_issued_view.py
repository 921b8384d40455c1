# SPDX-License-Identifier: GPL-3.0-or-later
"""Structured files at the access point, step by step as staff see it; nothing is sent."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from intake.model.order import Order
from intake.model.retention import BOOKKEEPING
from intake.settings import Settings
from intake.store.dossiers import TRANSMISSION_PAPERS
from intake.store.paper_writer import PaperWriter
from tests.billing import FRENCH, ORGANISATION, PERSON, REVERSE, pay
from tests.staff.conftest import ON, Receive, Staff

LATER = ("--today", "2026-11-30")
MARK = ("invoices", "mark", "2026-00001")


@pytest.fixture
def issued(staff: Staff, receive: Receive, writer: PaperWriter) -> list[Order]:
    """Return the orders of an organisation and of a person, which have their invoices."""
    orders = [receive(ORGANISATION, mark=1), receive(PERSON, mark=2)]
    for order in orders:
        pay(order, writer)
        assert staff(*ON, "invoices", "issue", order.number).exit_code == 0
    return orders


def states(staff: Staff, *words: str) -> list[tuple[str, str | None]]:
    """Return what the listing says of each document's structured file."""
    listed = json.loads(staff(*words, "invoices", "list", "--issued", "--json").stdout)
    return [(one["document"], one["access_point"]) for one in listed]


def refused(staff: Staff, *words: str) -> str:
    """Return the sentence that refuses a command."""
    answer = staff(*words)
    assert answer.exit_code == 4, answer.output
    return str(answer.output)


def test_a_file_goes_step_by_step(
    staff: Staff, issued: Sequence[Order], own_settings: Settings
) -> None:
    assert states(staff) == [("2026-00001", "not-handed-over"), ("2026-00002", None)]
    assert "answers only what was handed over" in refused(staff, *ON, *MARK, "accepted")
    assert staff(*ON, *MARK, "handed-over", "--reference", "5f1c").output == (
        "2026-00001: handed-over on 2026-11-24\n"
    )
    assert "handed over already" in refused(staff, *ON, *MARK, "handed-over")
    assert "says why" in refused(staff, *ON, *MARK, "refused")
    assert staff(*LATER, *MARK, "refused", "--on", "2026-11-29", "--reason", "R").exit_code == 0
    assert states(staff)[0] == ("2026-00001", "refused")
    assert "a new answer needs a new handing over" in refused(staff, *LATER, *MARK, "accepted")
    assert staff(*LATER, *MARK, "handed-over").exit_code == 0
    assert staff(*LATER, *MARK, "accepted").exit_code == 0
    assert states(staff) == [("2026-00001", "accepted"), ("2026-00002", None)]
    assert "accepted it" in refused(staff, *LATER, *MARK, "handed-over")

    kinds = sorted(
        path.name.split("-", 1)[1].rsplit("-", 1)[0]
        for path in own_settings.folders.register.glob(f"dossiers/**/{issued[0].number}/*trans*")
    )
    assert kinds == [
        "transmission-accepted",
        "transmission-handed-over",
        "transmission-handed-over",
        "transmission-refused",
    ]
    assert staff("register", "verify").exit_code == 0


def test_what_was_accepted_may_still_be_refused_by_the_other_side(
    staff: Staff, issued: Sequence[Order]
) -> None:
    assert issued
    for step in ("handed-over", "accepted"):
        staff(*ON, *MARK, step)
    assert staff(*LATER, *MARK, "refused", "--reason", "Unknown order").exit_code == 0
    assert states(staff)[0] == ("2026-00001", "refused")


def test_days_follow_each_other(staff: Staff, issued: Sequence[Order]) -> None:
    assert issued
    assert "cannot have been" in refused(staff, *ON, *MARK, "handed-over", "--on", "2026-11-23")
    assert "cannot have been" in refused(staff, *ON, *MARK, "handed-over", "--on", "2026-11-25")
    staff(*LATER, *MARK, "handed-over", "--on", "2026-11-27")
    assert "the step before was on 2026-11-27" in refused(
        staff, *LATER, *MARK, "accepted", "--on", "2026-11-26"
    )


def test_a_person_has_no_address_there(staff: Staff, issued: Sequence[Order]) -> None:
    assert issued
    said = refused(staff, *ON, "invoices", "mark", "2026-00002", "handed-over")
    assert "goes by mail" in said


def test_a_rehearsal_writes_nothing(staff: Staff, issued: Sequence[Order]) -> None:
    assert issued
    told = staff(*ON, *MARK, "handed-over", "--dry-run")
    assert told.output == "Would mark 2026-00001: handed-over on 2026-11-24\n"
    assert states(staff)[0] == ("2026-00001", "not-handed-over")


def test_a_file_that_was_only_written_was_not_sent(
    staff: Staff, issued: Sequence[Order], tmp_path: Path
) -> None:
    assert issued
    written = staff("invoices", "write", "2026-00001", str(tmp_path)).output
    person = staff("invoices", "write", "2026-00002", str(tmp_path)).output

    assert "Nothing was sent." in written
    assert "staff invoices mark 2026-00001 handed-over" in written
    assert "Nothing was sent" not in person
    assert states(staff)[0] == ("2026-00001", "not-handed-over")


def test_the_list_shows_what_is_open_and_what_has_waited_long(
    staff: Staff, receive: Receive, writer: PaperWriter, issued: Sequence[Order]
) -> None:
    """A credit note, and a customer elsewhere in the Union, go by the access point as well."""
    assert issued
    french = receive(FRENCH, vat=REVERSE, mark=3)
    pay(french, writer)
    staff(*ON, "vies-evidence", "record", french.number, "--consultation", "W1")
    staff(*ON, "invoices", "issue", french.number)
    staff(*ON, "credit-notes", "issue", "2026-00001", "--reason", "R")
    staff(*ON, *MARK, "handed-over")
    lines = staff(*ON, "invoices", "list").output.splitlines()

    assert lines[:2] == ["No order waits for its invoice.", ""]
    assert [line.split()[0] for line in lines[4:]] == ["CN-2026-00001", "2026-00001", "2026-00003"]
    assert "handed over since 2026-11-24" in lines[5]
    assert max(map(len, lines)) <= 80


def test_the_proof_stays_as_long_as_the_invoice() -> None:
    """Law keeps the books for ten years, and how an invoice got to its customer is part of them."""
    assert {str(kind) for kind in TRANSMISSION_PAPERS} <= BOOKKEEPING
