# SPDX-License-Identifier: GPL-3.0-or-later
"""A partner orders, the intake is killed while it tells of it, and the next start tells again."""

import contextlib
import dataclasses
import http.client
import json
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from intake.model.webhook import verified_id
from intake.settings import SETTINGS_VARIABLE, Endpoint, Settings
from intake.store.deliveries import Deliveries
from tests.actions.receiver import NO_CONTENT, receiving
from tests.conftest import write_settings
from tests.stories.conftest import Program, free_port
from tests.web.partner import BODY, PARTNER_FILE, SECRET, SECRET_TEXT, signed


def test_an_event_survives_kill_9_and_comes_with_the_same_id(
    own_settings: Settings, tmp_path: Path
) -> None:
    """Signed anew, for the receiver's window is five minutes."""
    listen = Endpoint("127.0.0.1", free_port())
    settings = dataclasses.replace(
        own_settings,
        web=dataclasses.replace(own_settings.web, listen=listen),
        webhooks=dataclasses.replace(own_settings.webhooks, allow_this_machine=True),
    )
    file = write_settings(settings, tmp_path / "settings.toml")
    environment = {**os.environ, SETTINGS_VARIABLE: str(file)}
    command = [str(Path(sys.executable).parent / "intake"), "serve"]
    with receiving() as receiver:
        receiver.answer, receiver.hold = b"", threading.Event()
        tell_to(settings.webhooks.partners, receiver.address)
        first = Program(command, environment)
        first.wait_for("listening on")
        number = order(listen)
        receiver.arrived.acquire()
        first.end(signal.SIGKILL)
        waiting = [one.event for one in Deliveries(settings.webhooks.spool).waiting()]
        receiver.hold.set()
        receiver.answer, receiver.hold = NO_CONTENT, None
        second = Program(command, environment)
        second.wait_for(f"partner-a_order-received-{number}: delivered")
        status = second.end(signal.SIGTERM)

    now = datetime.now(UTC)  # noqa: TID251  # the intake's clock is that of the machine
    ids = {verified_id(headers, body, [SECRET], now) for _, headers, body in receiver.got}
    assert (status, len(receiver.got), ids) == (0, 2, {f"order-received-{number}"})
    assert waiting == [f"order-received-{number}"]
    assert Deliveries(settings.webhooks.spool).waiting() == []


def tell_to(partners: Path, address: str) -> None:
    """Write the partner's file."""
    partners.mkdir()
    file = partners / "partner-a.toml"
    told = f'deliver_to = "{address}"\ndeliver_secrets = ["{SECRET_TEXT}"]\n'
    file.write_text(PARTNER_FILE + told, encoding="utf-8")
    file.chmod(0o600)


def order(listen: Endpoint) -> str:
    """Order as the partner, and return the number."""
    now = datetime.now(UTC)  # noqa: TID251  # the intake's clock is that of the machine
    connection = http.client.HTTPConnection(listen.host, listen.port)
    connection.request("POST", "/webhooks/orders", BODY, signed(at=now))
    with contextlib.closing(connection):
        return str(json.load(connection.getresponse())["number"])
