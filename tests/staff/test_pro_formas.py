# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff pro-formas send``: the payment request once more, when the first was lost."""

import asyncio
import dataclasses
import mailbox
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.demo.mailbox import KeepMail, serve_mail
from intake.model.order import Order
from intake.settings import SETTINGS_VARIABLE, Endpoint, Settings
from intake.staff.main import main
from tests.conftest import write_settings
from tests.staff.conftest import Staff


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Endpoint]:
    """Return a mail server that keeps what it gets in a Maildir."""
    # A loop in a thread of its own: whatever else runs in this one does not matter.
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    keep = KeepMail(tmp_path / "mailbox")
    serving = serve_mail(Endpoint("127.0.0.1", 0), keep)
    opened = asyncio.run_coroutine_threadsafe(serving, loop).result()
    host, port = opened.sockets[0].getsockname()
    yield Endpoint(host, port)
    loop.call_soon_threadsafe(opened.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_a_lost_payment_request_is_sent_again(
    received: Order,
    own_settings: Settings,
    server: Endpoint,
    tmp_path: Path,
) -> None:
    """The same mail as the first, recognised by its Message-ID."""
    mail = dataclasses.replace(own_settings.mail, server=server)
    own = dataclasses.replace(own_settings, mail=mail)
    file = write_settings(own, tmp_path / "settings.toml")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(file)})
    answer = runner.invoke(main, ["pro-formas", "send", received.number])
    (sent,) = mailbox.Maildir(tmp_path / "mailbox", create=False)

    assert answer.exit_code == 0
    assert sent["Message-ID"] == f"<pro-forma-{received.number}@all2all.org>"


def test_sending_can_be_rehearsed(staff: Staff, received: Order) -> None:
    """The letter is shown, and no mail server is asked."""
    answer = staff("pro-formas", "send", received.number, "--dry-run")

    assert answer.exit_code == 0
    assert "+++202/6000/00192+++" in answer.output


def test_a_mail_server_that_does_not_answer_is_one_sentence(
    staff: Staff,
    received: Order,
) -> None:
    answer = staff("pro-formas", "send", received.number)

    assert (answer.exit_code, "mail server" in answer.output) == (6, True)
