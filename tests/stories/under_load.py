# SPDX-License-Identifier: GPL-3.0-or-later
"""An intake as a program of its own, orders that keep coming, and its end at any moment."""

import dataclasses
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from intake.actions.create_register import create_register
from intake.model.language import Language
from intake.model.money import Money
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.web.tokens import Shown, Tokens, read_secret
from tests.conftest import BELGIAN_VAT, StaffKeys, write_settings
from tests.stories.conftest import Program, moved
from tests.web.conftest import GOOD

CLIENTS = 4


class NotTakenError(Exception):
    """The intake answered, and took no order; the status is all there is to say."""


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
        """Order something, and return the number, or raise NotTakenError."""
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
            if answer.status != 303:
                raise NotTakenError(answer.status)
            receipt = (answer.getheader("Location") or "").rsplit("/", 1)[1]
            return self._tokens.read_receipt(receipt).number
        finally:
            connection.close()


def new_intake(settings: Settings, folder: Path, staff_keys: StaffKeys) -> Intake:
    """Return an intake on a new register below a folder."""
    own = moved(settings, folder)
    web = dataclasses.replace(own.web, keyring=staff_keys.keyring, recipients=staff_keys.recipients)
    own = dataclasses.replace(
        own, web=web, desk=dataclasses.replace(own.desk, gnupg_home=staff_keys.home)
    )
    create_register(own.folders.register, own.folders.keys, now=datetime(2026, 1, 1, tzinfo=UTC))
    file = write_settings(own, folder / "settings.toml")
    return Intake(own, {**os.environ, SETTINGS_VARIABLE: str(file)})


def end_under_load(intake: Intake, moment: float, end: Callable[[Program], object]) -> None:
    """Start the intake, load it, and have it ended that many seconds after its first answer."""
    program = intake.start()
    first = threading.Event()
    clients = [
        threading.Thread(target=intake.order_until_killed, args=(first,)) for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    first.wait()
    ender = threading.Timer(moment, end, args=(program,))
    ender.start()
    for thread in (*clients, ender):
        thread.join()


def kill_under_load(intake: Intake, moment: float) -> None:
    """Start the intake, load it, and kill it that many seconds after its first answer."""
    end_under_load(intake, moment, lambda program: program.end(signal.SIGKILL))
