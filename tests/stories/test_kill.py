# SPDX-License-Identifier: GPL-3.0-or-later
"""What is acknowledged survives: the intake is killed at twenty random moments under load."""

import dataclasses
import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from intake.actions.create_register import create_register
from intake.actions.verify_register import verify_register
from intake.model.catalogue import Catalogue
from intake.model.money import Money
from intake.openpgp.decrypt import Opener
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.store.git import Repository
from intake.store.register import Register
from intake.web.tokens import Shown, Tokens, read_secret
from tests.conftest import StaffKeys, write_settings
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

    def order_until_killed(self, first: threading.Event) -> None:
        """Send one order after the other; tell when the first is acknowledged."""
        try:
            while True:
                self.acknowledged.append(self._order())
                first.set()
        except (OSError, http.client.HTTPException):
            first.set()

    def _order(self) -> str:
        with self._counting:
            self._sent += 1
            fields = {**GOOD, "remarks": f"order {self._sent}", "domain_name": ""}
        shown = Shown(price_list=datetime(2026, 1, 1, tzinfo=UTC).date(), total=Money(cents=7260))
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
