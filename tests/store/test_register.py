# SPDX-License-Identifier: GPL-3.0-or-later
"""The register as the desk has it: what is there, what it says, and why it cannot be read."""

from pathlib import Path

import pytest

from intake.model.order import Order
from intake.model.structured_communication import OrderNumber
from intake.openpgp.decrypt import Opener, OpeningError
from intake.openpgp.encrypt import Sealer
from intake.store.dossiers import Paper, PaperKind
from intake.store.git import Repository
from intake.store.queue import Queue
from intake.store.records import order_to_json
from intake.store.register import (
    KeysMissingError,
    OrderNotFoundError,
    PaperUnreadableError,
    Register,
)
from tests.conftest import NOW, StaffKeys
from tests.store.conftest import lay, mark, paper


@pytest.fixture
def desk(repository: Repository, keys: Path, staff_keys: StaffKeys) -> Register:
    """Return the register with the staff's keys to it."""
    return Register(repository=repository, keys=keys, opener=Opener(staff_keys.home))


@pytest.fixture
def received(queue: Queue, order: Order) -> Paper:
    """Return the paper of an order that came in."""
    return queue.add(PaperKind.ORDER, mark(1), NOW, lambda _: order_to_json(order)).paper


def test_an_order_is_read_as_it_came_in(desk: Register, received: Paper, order: Order) -> None:
    assert desk.order(received) == order


def test_an_empty_register_has_no_papers(desk: Register) -> None:
    assert list(desk.papers()) == []


def test_papers_are_listed_oldest_dossier_first(desk: Register, register: Path) -> None:
    early, late = paper(7, NOW.replace(day=21)), paper(1)
    for one in (late, early):
        lay(register, one.body)

    assert list(desk.papers()) == [early, late]


def test_what_is_no_paper_is_a_file_but_no_paper(desk: Register, register: Path) -> None:
    lay(register, "dossiers/2026/notes.txt")

    assert (list(desk.files()), list(desk.papers())) == (["dossiers/2026/notes.txt"], [])


def test_what_is_unfinished_is_not_there_yet(desk: Register, register: Path) -> None:
    body = paper(1).body
    lay(register, body.with_name(f".unfinished-{body.name}"))

    assert list(desk.files()) == []


def test_an_order_is_found_by_its_number(desk: Register, received: Paper) -> None:
    assert desk.order_paper(received.number) == received


def test_an_order_that_is_not_there_is_named(desk: Register, received: Paper) -> None:
    assert received.number != "2026000002"
    with pytest.raises(OrderNotFoundError, match="there is no order 2026000002 in this register"):
        desk.order_paper(OrderNumber("2026000002"))


def test_missing_key_packets_are_named(desk: Register, received: Paper, keys: Path) -> None:
    (keys / received.keys).unlink()

    with pytest.raises(KeysMissingError) as error:
        desk.order(received)

    expected = f"order 2026000001 cannot be opened: {received.keys} is missing"
    assert str(error.value) == expected


def test_a_folder_in_the_place_of_a_part_is_named(
    desk: Register,
    received: Paper,
    keys: Path,
) -> None:
    (keys / received.keys).unlink()
    (keys / received.keys).mkdir()

    with pytest.raises(PaperUnreadableError, match="cannot be read: Is a directory"):
        desk.order(received)


def test_damaged_key_packets_open_nothing(desk: Register, received: Paper, keys: Path) -> None:
    (keys / received.keys).write_bytes(b"")

    with pytest.raises(OpeningError):
        desk.order(received)


def test_a_record_that_is_no_order_is_named(
    desk: Register,
    queue: Queue,
    sealer: Sealer,
) -> None:
    assert sealer.recipients
    added = queue.add(PaperKind.ORDER, mark(1), NOW, lambda _: b"{}\n")

    with pytest.raises(PaperUnreadableError) as error:
        desk.order(added.paper)

    expected = (
        f"{added.paper.body} cannot be read: the record is not valid: order: no proper format"
    )
    assert str(error.value) == expected
