# SPDX-License-Identifier: GPL-3.0-or-later
"""What is acknowledged survives, and no letter goes twice: the intake is killed under load."""

import asyncio
import dataclasses
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from intake.actions.create_register import create_register
from intake.actions.verify_register import verify_register
from intake.model.catalogue import Catalogue
from intake.model.language import Language
from intake.model.money import Money
from intake.openpgp.decrypt import Opener
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.store.git import Repository
from intake.store.register import Register
from intake.web.tokens import Shown, Tokens, read_secret
from tests.conftest import BELGIAN_VAT, StaffKeys, write_settings
from tests.stories.conftest import Program, moved
from tests.web.conftest import GOOD

ROUNDS = 20
CLIENTS = 4


class Intake:
    """An intake that can be killed and started again, and what it has acknowledged."""

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        """Share the secret with it, so that the orders need no review page."""
        self.settings = settings
        self.acknowledged: list[str] = []
        self._environment = environment
        self._tokens = Tokens(read_secret(settings.web.secret))
        self._sent = 0
        self._counting = threading.Lock()

    def start(self) -> Program:
        """Start it and wait until it listens."""
        command = [str(Path(sys.executable).parent / "intake"), "serve"]
        program = Program(command, self._environment)
        program.wait_for("listening on")
        return program

    def staff(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command as somebody at the desk would."""
        return subprocess.run(
            [str(Path(sys.executable).parent / "staff"), *arguments],
            env=self._environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def letters(self) -> dict[str, str]:
        """Return the state of each letter, by its Message-ID, as the desk lists it."""
        listed = json.loads(self.staff("outbox", "list", "--all", "--json").stdout)
        return {f"<pro-forma-{one['number']}@all2all.org>": one["state"] for one in listed}

    def order_until_killed(self, first: threading.Event) -> None:
        """Send one order after the other; tell when the first is acknowledged."""
        try:
            while True:
                self.acknowledged.append(self.order())
                first.set()
        except (OSError, http.client.HTTPException):
            first.set()

    def order(self) -> str:
        """Order something, and return the number."""
        with self._counting:
            self._sent += 1
            fields = {**GOOD, "remarks": f"order {self._sent}", "names.register": "", "phone": ""}
            fields = {name: text for name, text in fields.items() if text}
        shown = Shown(
            language=Language.FR,
            price_list=datetime(2026, 11, 22, tzinfo=UTC).date(),
            vat=BELGIAN_VAT,
            to_pay=Money(cents=7260),
        )
        # This test's clock is the intake's: it runs as a program of its own.
        token = self._tokens.review(fields, shown, datetime.now(UTC))  # noqa: TID251
        endpoint = self.settings.web.listen
        connection = http.client.HTTPConnection(endpoint.host, endpoint.port, timeout=30)
        try:
            connection.request(
                "POST",
                "/fr/order/confirm",
                body=urlencode({**fields, "token": token}),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
            answer = connection.getresponse()
            assert answer.status == 303, answer.status
            receipt = (answer.getheader("Location") or "").rsplit("/", 1)[1]
            return self._tokens.read_receipt(receipt).number
        finally:
            connection.close()


@pytest.fixture
def intake(settings: Settings, staff_keys: StaffKeys) -> Iterator[Intake]:
    """Return an intake on a register of its own."""
    with tempfile.TemporaryDirectory(prefix="a2a-") as folder:
        own = moved(settings, Path(folder))
        own = dataclasses.replace(
            own,
            web=dataclasses.replace(
                own.web,
                keyring=staff_keys.keyring,
                recipients=staff_keys.recipients,
            ),
            desk=dataclasses.replace(own.desk, gnupg_home=staff_keys.home),
        )
        create_register(
            own.folders.register, own.folders.keys, now=datetime(2026, 1, 1, tzinfo=UTC)
        )
        file = write_settings(own, Path(folder) / "settings.toml")
        yield Intake(own, {**os.environ, SETTINGS_VARIABLE: str(file)})


def kill_under_load(intake: Intake, moment: float) -> None:
    """Start the intake, load it, and kill it that many seconds after its first answer."""
    program = intake.start()
    first = threading.Event()
    clients = [
        threading.Thread(target=intake.order_until_killed, args=(first,)) for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    first.wait()
    killer = threading.Timer(moment, program.end, args=(signal.SIGKILL,))
    killer.start()
    for thread in (*clients, killer):
        thread.join()


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
