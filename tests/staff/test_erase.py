# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff erase``: after it, no clone gives the dossier away, and everything says so."""

import dataclasses
import shutil
import subprocess
from pathlib import Path

import pytest

from intake.actions.mark_order import mark_order
from intake.model.order import Order
from intake.model.order_state import OrderState
from intake.openpgp.encrypt import Sealer
from intake.settings import Settings
from intake.store.key_files import add_session
from intake.store.register import Register
from tests.conftest import NOW, StaffKeys, open_queue
from tests.staff.conftest import Staff

GOES = ("erase", "--apply")


@pytest.fixture
def own_settings(own_settings: Settings, tmp_path: Path) -> Settings:
    """Return settings with a second folder of key packets, as a copy on another disk would be."""
    backup = dataclasses.replace(own_settings.backup, key_copies=(tmp_path / "copy",))
    return dataclasses.replace(own_settings, backup=backup)


def key_files(settings: Settings) -> list[Path]:
    """Return every file of the order's key packets."""
    folders = (settings.folders.keys, *settings.backup.key_copies)
    return [path for folder in folders for path in folder.rglob("*-order-*") if path.is_file()]


def decrypts(home: Path, message: bytes) -> bool:
    """Say whether stock gpg reads a message with the staff's keys."""
    command = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--decrypt"]
    return subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0


def test_the_plan_names_all_that_goes_and_touches_nothing(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    before = key_files(own_settings)
    answer = staff("erase", received.number)

    assert answer.exit_code == 0
    assert f"Dossier {received.number}" in answer.output
    assert "goes:  order of 2026-11-22" in answer.output
    assert str(before[0]) in answer.output.replace("\n", "")
    assert "hold what goes until " in answer.output
    assert key_files(own_settings) == before


def test_after_it_stock_gpg_fails_on_every_clone(  # noqa: PLR0913, PLR0917 - what it takes, each a fixture
    staff: Staff,
    received: Order,
    own_settings: Settings,
    staff_keys: StaffKeys,
    register: Register,
    tmp_path: Path,
) -> None:
    """The copies of the keys, what was set aside, and what a joiner got go as well."""
    paper = register.order_paper(received.number)
    keys = own_settings.folders.keys
    body = own_settings.folders.register / paper.body
    whole = (keys / paper.keys).read_bytes() + body.read_bytes()
    shutil.copytree(keys, keys / "incomplete")
    shutil.copytree(keys, own_settings.backup.key_copies[0])
    add_session(keys, paper, staff_keys.fingerprints[0], b"session")  # type: ignore[arg-type]
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", own_settings.folders.register, clone], check=True)
    answer = staff("erase", received.number, "--apply")

    assert answer.exit_code == 0, answer.output
    assert answer.output.endswith(f"Erased: dossier {received.number}\n")
    assert key_files(own_settings) == []
    bodies = [body, clone / paper.body]
    assert [decrypts(staff_keys.home, one.read_bytes()) for one in bodies] == [False, False]
    # The same bytes with their keys are read, so it is the keys that are missing.
    assert decrypts(staff_keys.home, whole)


def test_an_erased_order_shows_as_erased_everywhere(
    staff: Staff, received: Order, own_settings: Settings, register: Register
) -> None:
    staff("erase", received.number, "--apply", "--reason", "unlawful")
    shown, verified = staff("orders", "show", received.number), staff("register", "verify")

    told, _, refused = shown.output.partition("staff: ")
    assert (shown.exit_code, refused.split(" was erased on ")[0]) == (3, f"order {received.number}")
    assert "Cannot be read: order " in told
    assert "Erased (unlawful) by the holder of the key " in " ".join(told.split())
    assert (verified.exit_code, verified.output) == (
        0,
        "The register is whole. Papers read: 2\n",
    )
    assert staff("queue").output == "The queue is empty.\n"
    assert "order" not in staff("outbox", "list", "--all", "--json").output
    (paper,) = (one for one in register.papers() if one.kind == "erasure")
    erasure = register.erasure(paper)
    assert (erasure.number, erasure.reason) == (received.number, "unlawful")
    listed = (own_settings.backup.notes / "erasures.txt").read_text(encoding="utf-8")
    assert received.number in listed


def test_erasing_twice_is_refused(staff: Staff, received: Order) -> None:
    staff("erase", received.number, "--apply")
    answer = staff("erase", received.number, "--apply")

    assert (answer.exit_code, "it is erased already" in answer.output) == (4, True)


def test_keys_that_come_back_are_found_and_go_again(
    staff: Staff, received: Order, own_settings: Settings, sealer: Sealer, tmp_path: Path
) -> None:
    """By the command, and at the next start of the intake."""
    keys = own_settings.folders.keys
    shutil.copytree(keys, tmp_path / "saved")
    staff("erase", received.number, "--apply")
    shutil.copytree(tmp_path / "saved", keys, dirs_exist_ok=True)

    assert staff("orders", "show", received.number).exit_code == 3
    assert "is erased, but its key packets are there" in staff("register", "verify").output
    assert "can still be read: 1" in staff("erase").output
    assert staff("erase", "--apply").output.endswith("Erased again; papers: 1\n")
    assert staff("register", "verify").exit_code == 0
    shutil.copytree(tmp_path / "saved", keys, dirs_exist_ok=True)
    open_queue(own_settings, sealer).close()
    assert key_files(own_settings) == []


@pytest.fixture
def marked(received: Order, register: Register, sealer: Sealer) -> Order:
    """Return an order that was paid."""
    mark(register, received, sealer, OrderState.PAID)
    return received


def mark(register: Register, order: Order, sealer: Sealer, state: OrderState) -> None:
    """Mark the order."""
    writer = register.writer(sealer, NOW)
    mark_order(order.number, state, on=NOW.date(), register=register, writer=writer, now=NOW)


def test_an_order_that_is_being_carried_out_stays(staff: Staff, marked: Order) -> None:
    answer = staff("erase", marked.number, "--apply")

    assert (answer.exit_code, f"order {marked.number} is paid" in answer.output) == (4, True)


def test_what_the_law_keeps_is_named_with_its_last_day(
    staff: Staff, marked: Order, register: Register, sealer: Sealer
) -> None:
    mark(register, marked, sealer, OrderState.ENDED)
    planned, done = staff("erase", marked.number), staff("erase", marked.number, "--apply")

    assert "stays: order of 2026-11-22, until 2036-12-31 (VAT code art. 60" in planned.output
    assert done.exit_code == 0
    assert staff("orders", "show", marked.number).exit_code == 0
    assert staff("register", "verify").exit_code == 0
    again = staff("erase", marked.number)
    assert "the law keeps what is there until 2036-12-31" in again.output
    after = staff("--today", "2037-01-01", "erase", marked.number)
    assert "goes:  order of 2026-11-22" in after.output


def test_a_person_is_found_by_an_address(staff: Staff, received: Order) -> None:
    answer = staff("erase", "CAMILLE@example.org", "--apply")

    assert answer.output.endswith(f"Erased: dossier {received.number}\n")
    assert staff("erase", "camille@example.org").output == "No dossier is of camille@example.org.\n"


@pytest.mark.parametrize("address", ["amille@example.org", "camille@example.or", "x@example.org"])
def test_a_like_address_is_another_persons(staff: Staff, received: Order, address: str) -> None:
    assert received.number
    assert staff("erase", address).output == f"No dossier is of {address}.\n"


def test_what_cannot_be_searched_is_told(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    key_files(own_settings)[0].unlink()
    answer = staff("erase", "camille@example.org")

    assert (answer.exit_code, "papers that could not be searched: 1" in answer.output) == (6, True)
    assert f"order {received.number} was not searched" in answer.output


def test_a_number_that_is_not_there_is_said_to_be_missing(staff: Staff) -> None:
    answer = staff("erase", "2026000099")

    assert (answer.exit_code, answer.output) == (
        3,
        "staff: there is no dossier 2026000099 in this register\n",
    )


def test_keys_that_cannot_be_deleted_are_named(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    """The paper is there, verifying finds it, and the command that is named finishes it."""
    copy = own_settings.backup.key_copies[0]
    shutil.copytree(own_settings.folders.keys, copy)
    (held,) = copy.rglob("*.pkesk")
    subprocess.run(["chattr", "+i", held], check=False, capture_output=True)
    immutable = subprocess.run(["rm", "-f", held], check=False, capture_output=True).returncode
    if not immutable:
        pytest.skip("this file system has no immutable files")
    try:
        answer = staff("erase", received.number, "--apply")
    finally:
        subprocess.run(["chattr", "-i", held], check=True)

    assert answer.exit_code == 6
    assert f"these could not be deleted: {held}" in answer.output.replace("\n", "")
    assert staff("erase", "--apply").exit_code == 0
    assert not held.exists()
