# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``staff`` on a register of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.actions.receive_order import receive_order
from intake.model.catalogue import PriceList
from intake.model.customer import Customer
from intake.model.order import Order, OrderRequest
from intake.model.vat import Vat
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.main import main
from intake.store.git import Repository
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from tests.billing import PERSON, WISHES, order_of
from tests.conftest import BELGIAN_VAT, NOW, open_queue, write_settings

Staff = Callable[..., Result]
Receive = Callable[..., Order]
# The day after orders are paid: tests/billing.py.
ON = ("--today", "2026-11-24")


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
def register(own_settings: Settings) -> Register:
    """Return the test's own register."""
    return Register(
        repository=Repository(own_settings.folders.register),
        keys=own_settings.folders.keys,
        opener=Opener(own_settings.desk.gnupg_home),
    )


@pytest.fixture
def writer(register: Register, sealer: Sealer) -> PaperWriter:
    """Return what adds papers to it."""
    return register.writer(sealer, NOW)


@pytest.fixture
def receive(own_settings: Settings, sealer: Sealer, price_list: PriceList) -> Receive:
    """Return what lays an order into the register."""

    def make(customer: Customer = PERSON, vat: Vat = BELGIAN_VAT, mark: int = 0) -> Order:
        request: OrderRequest = order_of(customer, price_list, wishes=WISHES).request
        with open_queue(own_settings, sealer) as queue:
            return receive_order(
                request, price_list, vat, mark=f"{mark:016x}", queue=queue, now=NOW
            ).order

    return make
