# SPDX-License-Identifier: GPL-3.0-or-later
"""An order comes in: numbered, priced, queued once, and nothing of it to be read on the disk."""

import dataclasses
import datetime
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.actions.receive_order import Reception, receive_order
from intake.model.catalogue import OfferNotFoundError, PriceList
from intake.model.order import Order, OrderRequest, Wish
from intake.model.structured_communication import OrderNumber
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.git import Repository, run_git
from intake.store.queue import Queue
from intake.store.register import Register
from tests.conftest import BELGIAN_VAT, NOW, StaffKeys, open_queue

MARK = "0123456789abcdef"
REMARKS = "Please start before the festival"
# What the worked example says about Camille, each long enough not to stand anywhere by chance.
PERSONAL = (
    b"Camille",
    b"Exemple",
    b"camille@example.org",
    b"Rue du Test",
    b"Ixelles",
    b"exemple-camille",
    b"festival",
)


@pytest.fixture
def request_with_remarks(order_request: OrderRequest) -> OrderRequest:
    """Return the worked example with a remark."""
    return dataclasses.replace(order_request, remarks=REMARKS)


@pytest.fixture
def desk(own_settings: Settings, staff_keys: StaffKeys) -> Register:
    """Return the register with the staff's keys to it."""
    folders = own_settings.folders
    return Register(
        repository=Repository(folders.register),
        keys=folders.keys,
        opener=Opener(staff_keys.home),
    )


def received(
    request: OrderRequest,
    price_list: PriceList,
    queue: Queue,
    *,
    mark: str = MARK,
    now: datetime.datetime = NOW,
) -> Reception:
    """Receive the order."""
    return receive_order(request, price_list, BELGIAN_VAT, mark=mark, queue=queue, now=now)


def test_an_order_gets_its_number_and_its_price(
    order_request: OrderRequest,
    price_list: PriceList,
    queue: Queue,
    order: Order,
) -> None:
    expected = dataclasses.replace(order, number=OrderNumber("2026000001"))

    reception = received(order_request, price_list, queue)

    assert reception == Reception(order=expected, is_new=True)


@pytest.mark.promise("P07")
def test_the_desk_reads_the_order_that_came_in(
    request_with_remarks: OrderRequest,
    price_list: PriceList,
    queue: Queue,
    desk: Register,
) -> None:
    reception = received(request_with_remarks, price_list, queue)

    assert desk.order(desk.order_paper(reception.order.number)) == reception.order


def test_the_instant_is_kept_in_whole_seconds(
    order_request: OrderRequest,
    price_list: PriceList,
    queue: Queue,
) -> None:
    now = NOW.replace(microsecond=123_456)

    assert received(order_request, price_list, queue, now=now).order.received == NOW


def test_a_form_sent_twice_is_one_order(
    order_request: OrderRequest,
    price_list: PriceList,
    queue: Queue,
) -> None:
    first = received(order_request, price_list, queue)

    second = received(
        order_request,
        price_list,
        queue,
        now=NOW + datetime.timedelta(hours=1),
    )

    assert second == Reception(order=first.order, is_new=False)


def test_two_forms_are_two_orders(
    order_request: OrderRequest,
    price_list: PriceList,
    queue: Queue,
) -> None:
    first = received(order_request, price_list, queue)

    second = received(order_request, price_list, queue, mark="f" * 16)

    assert (first.order.number, second.order.number) == ("2026000001", "2026000002")


def test_an_offer_that_is_gone_is_refused_and_nothing_is_kept(
    order_request: OrderRequest,
    price_list: PriceList,
    queue: Queue,
    desk: Register,
) -> None:
    request = dataclasses.replace(order_request, wishes=(Wish(offer_id="castle"),))

    with pytest.raises(OfferNotFoundError):
        received(request, price_list, queue)

    assert list(desk.files()) == []


# Nothing personal on the disk of the web machine.


@pytest.fixture
def everything(
    request_with_remarks: OrderRequest,
    price_list: PriceList,
    own_settings: Settings,
    sealer: Sealer,
) -> dict[str, bytes]:
    """Return every byte that an order leaves: paths, files, and git's objects unpacked."""
    with open_queue(own_settings, sealer) as queue:
        received(request_with_remarks, price_list, queue)
    folders = own_settings.folders
    left = {"git objects": unpacked(folders.register)}
    for path in written(folders.register, folders.keys):
        left[str(path)] = path.read_bytes()
    return left


def unpacked(register: Path) -> bytes:
    """Return all that git holds: papers, folders, and messages of commits."""
    return run_git(register, "cat-file", "--batch", "--batch-all-objects").stdout


def written(*folders: Path) -> Iterator[Path]:
    """Return every file in these folders."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def test_nothing_personal_is_in_any_byte_that_is_left(everything: dict[str, bytes]) -> None:
    found = [
        (place, word)
        for place, data in everything.items()
        for word in PERSONAL
        if word.lower() in data.lower()
    ]

    assert found == []


def test_nothing_personal_is_in_any_path(
    everything: dict[str, bytes],
    own_settings: Settings,
) -> None:
    register, keys = own_settings.folders.register, own_settings.folders.keys
    places = [Path(place) for place in everything if place != "git objects"]
    paths = " ".join(
        str(place.relative_to(folder))
        for place in places
        for folder in (register, keys)
        if place.is_relative_to(folder)
    )

    assert [word for word in PERSONAL if word.lower() in paths.lower().encode()] == []


def test_the_order_is_in_what_was_searched(everything: dict[str, bytes]) -> None:
    """Otherwise the two tests above would prove nothing."""
    bodies = [data for place, data in everything.items() if place.endswith(".pgp")]

    assert (len(bodies), bodies[0] in everything["git objects"]) == (1, True)


def test_the_commit_says_kind_and_number(everything: dict[str, bytes]) -> None:
    assert b"\n\nReceive order 2026000001\n" in everything["git objects"]


def test_nothing_personal_is_in_the_log(
    request_with_remarks: OrderRequest,
    price_list: PriceList,
    own_settings: Settings,
    sealer: Sealer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO), open_queue(own_settings, sealer) as queue:
        received(request_with_remarks, price_list, queue)

    assert [word for word in PERSONAL if word.decode().lower() in caplog.text.lower()] == []
