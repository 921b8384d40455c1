# SPDX-License-Identifier: GPL-3.0-or-later
"""What is acknowledged survives, and no letter goes twice: the intake is killed under load."""

import asyncio
import random
import signal
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from intake.actions.verify_register import verify_register
from intake.model.catalogue import Catalogue
from intake.openpgp.decrypt import Opener
from intake.settings import Settings
from intake.store.git import Repository
from intake.store.register import Register
from tests.conftest import StaffKeys
from tests.stories.under_load import Intake, kill_under_load, new_intake

ROUNDS = 20


@pytest.fixture
def intake(settings: Settings, staff_keys: StaffKeys) -> Iterator[Intake]:
    """Return an intake on a register of its own."""
    with tempfile.TemporaryDirectory(prefix="a2a-") as folder:
        yield new_intake(settings, Path(folder), staff_keys)


def test_no_acknowledged_order_is_lost_by_kill_9(intake: Intake, catalogue: Catalogue) -> None:
    """Nor is a half one ever seen, nor a number given twice, nor git broken."""
    moments = random.Random(26)  # noqa: S311  # the moments have to be varied, not secret
    for _ in range(ROUNDS):
        kill_under_load(intake, moments.uniform(0.0, 0.3))
    intake.start().end(signal.SIGTERM)

    folders = intake.settings.folders
    register = Register(
        repository=Repository(folders.register),
        keys=folders.keys,
        opener=Opener(intake.settings.desk.gnupg_home),
    )
    numbers = [paper.number for paper in register.papers()]
    assert verify_register(register=register, catalogue=catalogue).findings == ()
    assert len(set(numbers)) == len(numbers)
    assert len(set(intake.acknowledged)) == len(intake.acknowledged) >= ROUNDS
    assert sorted(set(intake.acknowledged) - set(numbers)) == []
    status = subprocess.run(
        ["git", "-C", str(folders.register), "fsck", "--strict"],
        capture_output=True,
        check=False,
    ).returncode
    assert status == 0


MAIL_ROUNDS = 8


class CountingServer:
    """A mail server that counts what it gets by Message-ID; it may keep the answer to itself."""

    def __init__(self) -> None:
        """Answer."""
        self.got: Counter[str] = Counter()
        self.has_text = threading.Event()
        self.silent = False

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd wants
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Count, then answer, or wait until the connection ends."""
        content = envelope.original_content or b""
        (line,) = (one for one in content.splitlines() if one.startswith(b"Message-ID: "))
        self.got[line.decode().removeprefix("Message-ID: ")] += 1
        self.has_text.set()
        if self.silent:
            await asyncio.Event().wait()
        return "250 OK"


@pytest.fixture
def mail(intake: Intake) -> Iterator[CountingServer]:
    """Run the mail server of the intake."""
    server, endpoint = CountingServer(), intake.settings.mail.server
    controller = Controller(server, hostname=endpoint.host, port=endpoint.port)
    controller.start()
    yield server
    controller.stop()


def test_a_letter_in_the_hands_of_the_mail_server_is_not_sent_again_after_kill_9(
    intake: Intake, mail: CountingServer
) -> None:
    """Killed when the server has the whole text and has not answered: only a person sends more."""
    mail.silent = True
    program = intake.start()
    number = intake.order()
    assert mail.has_text.wait(60)
    program.end(signal.SIGKILL)
    mail.silent = False
    letter = f"<pro-forma-{number}@all2all.org>"

    intake.start().end(signal.SIGTERM)
    by_itself = intake.staff("outbox", "send")
    named = intake.staff("outbox", "send", number)

    assert (by_itself.returncode, named.returncode) == (0, 4)
    assert intake.letters() == {letter: "uncertain"}
    assert mail.got == {letter: 1}
    assert intake.staff("outbox", "send", "--again", number).returncode == 0
    assert (intake.letters(), mail.got) == ({letter: "sent"}, {letter: 2})
    assert intake.staff("register", "verify").returncode == 0


def test_no_letter_goes_twice_and_none_is_forgotten_by_kill_9(
    intake: Intake, mail: CountingServer
) -> None:
    """At random moments; the desk then sends what never left."""
    moments = random.Random(27)  # noqa: S311  # the moments have to be varied, not secret
    for _ in range(MAIL_ROUNDS):
        kill_under_load(intake, moments.uniform(0.0, 0.6))
    intake.start().end(signal.SIGTERM)
    before = intake.letters()
    done = intake.staff("outbox", "send")

    after = intake.letters()
    assert (done.returncode, set(after.values()) <= {"sent", "uncertain"}) == (0, True)
    assert set(mail.got.values()) == {1}
    sent = {letter for letter, state in after.items() if state == "sent"}
    assert sent <= set(mail.got) <= set(after)
    assert {letter for letter, state in before.items() if state == "uncertain"} == set(after) - sent
    assert {f"<pro-forma-{number}@all2all.org>" for number in intake.acknowledged} <= set(after)
    assert intake.staff("register", "verify").returncode == 0


@pytest.mark.promise("P09")
def test_a_mail_server_that_was_down_gets_every_letter_later(
    intake: Intake, request: pytest.FixtureRequest
) -> None:
    """What waits in memory when the intake ends, the desk lists and sends."""
    program = intake.start()
    numbers = [intake.order() for _ in range(3)]
    program.end(signal.SIGTERM)
    assert list(intake.letters().values()) == ["unsent"] * 3
    assert intake.staff("outbox", "send").returncode == 6

    mail: CountingServer = request.getfixturevalue("mail")
    assert intake.staff("outbox", "send").returncode == 0
    assert intake.staff("outbox", "send").returncode == 0

    assert mail.got == {f"<pro-forma-{number}@all2all.org>": 1 for number in numbers}
