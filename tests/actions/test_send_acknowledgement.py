# SPDX-License-Identifier: GPL-3.0-or-later
"""What says that we have a request leaves after all, and only once."""

import json

import pytest

from intake.actions.receive_request import receive_request
from intake.actions.send_acknowledgement import RequestPost
from intake.model.language import Language
from intake.model.order import Order
from intake.model.request import FORMS, Request, RequestKind
from intake.store.queue import Queue
from tests.conftest import NOW
from tests.staff.conftest import received
from tests.staff.test_outbox import OK, Office, office, queue

__all__ = ["office", "queue", "received"]
WITHDRAWAL = {
    "order_number": "2026000001",
    "name": "Zoë Dupont",
    "email": "zoe@example.org",
    "part": "everything",
}
REPORT = {
    "addresses": "https://example.org/a",
    "reasons": "It is vile.",
    "child_abuse": "yes",
    "good_faith": "yes",
}


def take(queue: Queue, kind: RequestKind, values: dict[str, str], mark: str) -> Request:
    """Queue a request."""
    form = FORMS[kind]
    return receive_request(form, values, Language.FR, mark=mark * 16, queue=queue, now=NOW).request


@pytest.fixture
def withdrawal(office: Office, queue: Queue, received: Order) -> Request:
    """Return a withdrawal that nobody acknowledged yet; the order's own letter has gone."""
    office.send(received)
    return take(queue, RequestKind.WITHDRAWAL, WITHDRAWAL, "a")


def its_id(request: Request) -> str:
    """Return the one id of the letter about a request."""
    return f"<{request.kind}-{request.number}@all2all.org>"


def acknowledge(office: Office, request: Request, *more: Request) -> None:
    """Acknowledge requests as the intake does."""
    with RequestPost(office.settings, lambda: NOW, office.sender) as post:
        for one in (request, *more):
            post.acknowledge(one)


def listed(office: Office, *options: str) -> list[tuple[str, str, str]]:
    """Return number, letter and state of all that is listed."""
    letters = json.loads(office.run("outbox", "list", "--json", *options).stdout)
    return [(one["number"], one["letter"], one["state"]) for one in letters]


def test_what_the_intake_acknowledged_is_not_in_the_outbox(
    office: Office, withdrawal: Request
) -> None:
    acknowledge(office, withdrawal)

    assert listed(office) == []
    assert office.run("outbox", "send").output == "Letters handed over: 0\n"
    assert office.answers.given[its_id(withdrawal)] == 1


def test_an_acknowledgement_lost_in_a_crash_leaves_once(
    office: Office, withdrawal: Request
) -> None:
    """The law wants it: Directive 2011/83, article 11a(4)."""
    assert listed(office) == [(withdrawal.number, "acknowledgement", "unsent")]
    rehearsed = office.run("outbox", "send", "--dry-run").output
    assert f"withdrawal-{withdrawal.number} (unsent) to zoe@example.org" in rehearsed

    for _ in range(2):
        assert office.run("outbox", "send").exit_code == 0
    acknowledge(office, withdrawal)

    assert office.answers.given[its_id(withdrawal)] == 1


def test_doubt_about_an_acknowledgement_is_left_to_people(
    office: Office, withdrawal: Request
) -> None:
    office.answers.to_data = "die"
    acknowledge(office, withdrawal)
    office.answers.to_data = OK

    assert listed(office) == [(withdrawal.number, "acknowledgement", "uncertain")]
    assert office.run("outbox", "send").output == "Letters handed over: 0\n"
    assert office.run("outbox", "send", "--again", withdrawal.number).exit_code == 0
    assert office.answers.given[its_id(withdrawal)] == 2
    sent = office.run("outbox", "send", withdrawal.number)
    assert (sent.exit_code, "pro-formas" in sent.output) == (4, False)


def test_a_request_that_names_nobody_is_not_taken_for_lost(
    office: Office, withdrawal: Request, queue: Queue
) -> None:
    """Whether the intake came to note it or not."""
    noted = take(queue, RequestKind.REPORT, REPORT, "b")
    lost = take(queue, RequestKind.REPORT, {**REPORT, "reasons": "It is worse."}, "d")
    signed = take(queue, RequestKind.SIGNED, {"signed_text": "..."}, "e")
    acknowledge(office, withdrawal, noted, signed)
    assert listed(office) == [(lost.number, "acknowledgement", "unsent")]

    assert "no letter is due" in office.run("outbox", "send").output
    assert listed(office) == []
    assert (lost.number, "acknowledgement", "withheld") in listed(office, "--all")


def test_who_had_an_hours_share_is_not_written_to_from_the_desk(
    office: Office, withdrawal: Request, queue: Queue
) -> None:
    """Else the outbox would be the way to flood somebody; a person may decide otherwise."""
    who = {"name": "Zoe", "email": "zoe@example.org"}
    asked = [
        take(queue, RequestKind.SUPPORT, {**who, "message": f"{one}"}, f"{one}") for one in (1, 2)
    ]
    acknowledge(office, withdrawal, *asked)

    assert office.run("outbox", "send").output == "Letters handed over: 0\n"
    assert (asked[1].number, "acknowledgement", "withheld") in listed(office, "--all")
    assert office.run("outbox", "send", "--again", asked[1].number).exit_code == 0
    assert office.answers.given[its_id(asked[1])] == 1


def test_papers_about_acknowledgements_are_verified(
    office: Office, withdrawal: Request, queue: Queue
) -> None:
    noted = take(queue, RequestKind.REPORT, REPORT, "b")
    acknowledge(office, withdrawal, noted)
    queue.close()

    answer = office.run("register", "verify")
    assert answer.output == "The register is whole. Papers read: 8\n"


def test_what_no_letter_answers_is_not_found(
    office: Office, withdrawal: Request, queue: Queue
) -> None:
    signed = take(queue, RequestKind.SIGNED, {"signed_text": "..."}, "e")
    acknowledge(office, withdrawal)

    assert office.run("outbox", "send", signed.number).exit_code == 3
