# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff queue`` and ``staff requests``: what waits, by when, and what it says."""

import json
from collections.abc import Mapping

import pytest

from intake.actions.receive_request import receive_request
from intake.model.language import Language
from intake.model.order import Order
from intake.model.request import FORMS, Request, RequestKind
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from tests.conftest import NOW, open_queue
from tests.staff.conftest import Staff

TYPED: Mapping[str, str] = {
    "name": "[red]Zoé",
    "email": "zoe@example.org",
    "message": "It is down.\nSince noon.",
}


@pytest.fixture
def question(own_settings: Settings, sealer: Sealer) -> Request:
    """Return a support request that lies in the queue."""
    with open_queue(own_settings, sealer) as queue:
        return receive_request(
            FORMS[RequestKind.SUPPORT],
            TYPED,
            Language.FR,
            mark="1" * 16,
            queue=queue,
            now=NOW,
        ).request


@pytest.mark.promise("P33")
def test_the_queue_says_by_when_to_answer(staff: Staff, question: Request) -> None:
    """In the time of Brussels, on one line."""
    line = staff("queue").output.splitlines()[1].split()
    assert line[1:5] == [question.number, "support-request", "2026-11-22", "11:12"]
    assert line[-2:] == ["2026-11-24", "11:12"]


def test_the_queue_for_programs_has_kind_and_deadline(
    staff: Staff, question: Request, received: Order
) -> None:
    entries = {one["number"]: one for one in json.loads(staff("queue", "--json").output)}
    assert (entries[question.number]["kind"], entries[question.number]["deadline"]) == (
        "support-request",
        "2026-11-24T10:12:00Z",
    )
    assert entries[received.number]["deadline"] is None


@pytest.mark.parametrize("kind", FORMS, ids=str)
def test_every_kind_fits_on_a_line_of_eighty_letters(
    staff: Staff, own_settings: Settings, sealer: Sealer, kind: RequestKind
) -> None:
    with open_queue(own_settings, sealer) as queue:
        receive_request(FORMS[kind], TYPED, Language.EN, mark="2" * 16, queue=queue, now=NOW)
    lines = staff("--today", "2026-12-22", "queue").output.splitlines()
    assert (len(lines), f" {kind} " in lines[1]) == (2, True)


def test_a_request_is_shown_as_it_was_typed(staff: Staff, question: Request) -> None:
    output = staff("requests", "show", question.number).output
    needed = (question.number, "support-request", "Français", "2026-11-24 11:12", "It is down.")
    assert [text for text in (*needed, "[red]Zoé") if text not in output] == []


def test_what_became_of_a_request_is_told_below_it(staff: Staff, question: Request) -> None:
    staff("take", question.number)

    shown = staff("requests", "show", question.number).output.splitlines()
    assert shown[-1].split()[2:] == ["taken", "Taken", "by", "Staff", "One", "<one@example.org>."]


def test_a_request_is_shown_to_programs_as_its_record(staff: Staff, question: Request) -> None:
    record = json.loads(staff("requests", "show", question.number, "--json").output)
    assert (record["format"], record["message"]) == ("support-request/1", TYPED["message"])


def test_an_order_is_no_request(staff: Staff, received: Order) -> None:
    answer = staff("requests", "show", received.number)
    assert (answer.exit_code, "there is no request" in answer.output) == (3, True)


def test_the_register_with_requests_is_whole(
    staff: Staff, question: Request, received: Order
) -> None:
    answer = staff("register", "verify")
    assert question.number != received.number
    assert (answer.exit_code, "Papers read: 2" in answer.output) == (0, True)
