# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``staff`` on a register of the test's own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.actions.receive_order import receive_order
from intake.model.catalogue import PriceList
from intake.model.order import Order, OrderRequest
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.main import main
from tests.conftest import BELGIAN_VAT, NOW, open_queue, write_settings

Staff = Callable[..., Result]


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
