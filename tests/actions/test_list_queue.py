# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits for staff, the most urgent first, told from the names of the papers alone."""

import datetime
from pathlib import Path

import pytest

from intake.actions.list_queue import Waiting, list_queue
from intake.actions.receive_order import receive_order
from intake.model.catalogue import PriceList
from intake.model.order import OrderRequest
from intake.model.order_state import OrderState
from intake.model.structured_communication import OrderNumber
from intake.model.urgency import Urgency
from intake.openpgp.decrypt import Opener
from intake.settings import Settings
from intake.store.dossiers import PaperKind
from intake.store.git import Repository
from intake.store.queue import Queue
from intake.store.register import Register
from tests.conftest import BELGIAN_VAT, NOW

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def desk(own_settings: Settings, tmp_path: Path) -> Register:
    """Return the register as somebody sees it who has no key at all."""
    (tmp_path / "gnupg").mkdir(mode=0o700)
    folders = own_settings.folders
    return Register(
        repository=Repository(folders.register),
        keys=folders.keys,
        opener=Opener(tmp_path / "gnupg"),
    )


@pytest.fixture
def cache(own_settings: Settings) -> Path:
    """Return where nothing is remembered yet."""
    return own_settings.register.cache


def test_an_empty_queue_is_an_empty_list(desk: Register, cache: Path) -> None:
    assert list_queue(register=desk, cache=cache, now=NOW) == []


def test_each_order_waits_since_it_came_in(
    desk: Register,
    cache: Path,
    queue: Queue,
    order_request: OrderRequest,
    price_list: PriceList,
) -> None:
    receive_order(order_request, price_list, BELGIAN_VAT, mark="0" * 16, queue=queue, now=NOW)

    assert list_queue(register=desk, cache=cache, now=NOW + HOUR) == [
        Waiting(
            number=OrderNumber("2026000001"),
            kind=PaperKind.ORDER,
            state=OrderState.RECEIVED,
            received=NOW,
            since=HOUR,
            deadline=None,
            late=NOW + 14 * 24 * HOUR,
            urgency=Urgency.CALM,
        ),
    ]


def test_the_longest_waiting_comes_first(
    desk: Register,
    cache: Path,
    queue: Queue,
    order_request: OrderRequest,
    price_list: PriceList,
) -> None:
    # A clock that was set back gives a later number to an earlier instant.
    for count, hours in enumerate([5, 30, 0]):
        now = NOW - hours * HOUR
        receive_order(
            order_request, price_list, BELGIAN_VAT, mark=f"{count:016x}", queue=queue, now=now
        )

    waiting = [one.number for one in list_queue(register=desk, cache=cache, now=NOW)]

    assert waiting == ["2026000002", "2026000001", "2026000003"]


def test_orders_of_the_same_second_are_listed_by_number(
    desk: Register,
    cache: Path,
    queue: Queue,
    order_request: OrderRequest,
    price_list: PriceList,
) -> None:
    for count in (9, 1, 5):
        receive_order(
            order_request, price_list, BELGIAN_VAT, mark=f"{count:016x}", queue=queue, now=NOW
        )

    waiting = [one.number for one in list_queue(register=desk, cache=cache, now=NOW)]

    assert waiting == ["2026000001", "2026000002", "2026000003"]


def test_what_is_no_paper_does_not_wait(
    desk: Register, cache: Path, own_settings: Settings
) -> None:
    foreign = own_settings.folders.register / "dossiers" / "2026" / "notes.txt"
    foreign.parent.mkdir(parents=True)
    foreign.touch()

    assert list_queue(register=desk, cache=cache, now=NOW) == []
