# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``staff`` on a register of the test's own."""

import dataclasses
import mailbox
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.actions.receive_order import receive_order
from intake.model.catalogue import PriceList
from intake.model.language import Language
from intake.model.order import Order, OrderRequest, Wish
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.main import main
from tests.conftest import BELGIAN_VAT, NOW, mail_into, open_queue, write_settings

Staff = Callable[..., Result]
Mails = Callable[[], list[EmailMessage]]


@pytest.fixture
def staff(own_settings: Settings, tmp_path: Path) -> Staff:
    """Return the command, with the settings of the test."""
    path = write_settings(own_settings, tmp_path / "settings.toml")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(path), "COLUMNS": "80"})
    return lambda *arguments: runner.invoke(main, arguments)


@pytest.fixture
def received(
    own_settings: Settings,
    sealer: Sealer,
    order_request: OrderRequest,
    price_list: PriceList,
) -> Order:
    """Return an order that lies in the queue of the register."""
    with open_queue(own_settings, sealer) as queue:
        reception = receive_order(
            order_request, price_list, BELGIAN_VAT, mark="0" * 16, queue=queue, now=NOW
        )
    return reception.order


@pytest.fixture
def receive_in(
    own_settings: Settings, sealer: Sealer, order_request: OrderRequest, price_list: PriceList
) -> Callable[..., Order]:
    """Return what receives an order of somebody who reads a language, with other wishes if any."""

    def receive(language: Language, *wishes: Wish) -> Order:
        request = dataclasses.replace(
            order_request, language=language, wishes=wishes or order_request.wishes
        )
        with open_queue(own_settings, sealer) as queue:
            return receive_order(
                request, price_list, BELGIAN_VAT, mark="3" * 16, queue=queue, now=NOW
            ).order

    return receive


@pytest.fixture
def received_again(
    own_settings: Settings,
    sealer: Sealer,
    order_request: OrderRequest,
    price_list: PriceList,
    received: Order,
) -> Order:
    """Return a second order of the same customer, which came after the first."""
    assert received.number
    with open_queue(own_settings, sealer) as queue:
        reception = receive_order(
            order_request, price_list, BELGIAN_VAT, mark="1" * 16, queue=queue, now=NOW
        )
    return reception.order


@pytest.fixture
def mails(staff: Staff, own_settings: Settings, tmp_path: Path) -> Iterator[Mails]:
    """Run a mail server for the command; return what reads the mails that it has."""
    # It has written the settings that are written anew here.
    del staff

    def read() -> list[EmailMessage]:
        box = mailbox.Maildir(tmp_path / "mailbox")
        read = [message_from_bytes(bytes(one), policy=policy.default) for one in box]
        return [one for one in read if isinstance(one, EmailMessage)]

    with mail_into(tmp_path / "mailbox") as server:
        mail = dataclasses.replace(own_settings.mail, server=server)
        write_settings(dataclasses.replace(own_settings, mail=mail), tmp_path / "settings.toml")
        yield read


def text_of(mail: EmailMessage) -> str:
    """Return what a mail says, each white space once."""
    body = mail.get_body(("plain",))
    assert body
    return " ".join(body.get_content().split())
