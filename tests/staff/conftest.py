# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``staff`` on a register of the test's own."""

import dataclasses
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
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
from intake.settings import SETTINGS_VARIABLE, Place, Settings
from intake.staff.main import main
from intake.store.git import Repository
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register
from tests.billing import PERSON, WISHES, order_of
from tests.conftest import BELGIAN_VAT, NOW, StaffKeys, open_queue, run_gpg, write_settings
from tests.store.machines import make_hub

Staff = Callable[..., Result]
Receive = Callable[..., Order]
# The day after orders are paid: tests/billing.py.
ON = ("--today", "2026-11-24")
TWO = "Stéphane Æøå Deux <two@example.org>"


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


@pytest.fixture(scope="module")
def second_home(staff_keys: StaffKeys) -> Iterator[Path]:
    """Return the GnuPG home of the second person, whose key alone is secret there."""
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    run_gpg(home, "--import", stream=staff_keys.gpg("--export-secret-keys", TWO[-17:-1]))
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)
    shutil.rmtree(home, ignore_errors=True)


def desk_of(settings: Settings, root: Path) -> Staff:
    """Return the command with these settings."""
    path = write_settings(settings, root / "settings.toml")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(path), "COLUMNS": "80"})
    return lambda *arguments: runner.invoke(main, arguments)


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Return an empty hub."""
    return make_hub(tmp_path / "hub.git")


def shared(settings: Settings, hub: Path, home: Path) -> Settings:
    """Return the settings of a desk that shares a hub and keys, with the keys of one person."""
    folder = hub.parent / "shared"
    folder.mkdir(exist_ok=True)
    register = dataclasses.replace(
        settings.register, hub=Place(str(hub)), shared_keys=Place(str(folder))
    )
    desk = dataclasses.replace(settings.desk, gnupg_home=home)
    return dataclasses.replace(settings, register=register, desk=desk)


@pytest.fixture
def one(
    own_settings: Settings, received: Order, hub: Path, staff_keys: StaffKeys, tmp_path: Path
) -> Staff:
    """Return the first desk, which has given its order to the hub."""
    assert received.number
    desk = desk_of(shared(own_settings, hub, staff_keys.home), tmp_path)
    assert desk("push").output == "Sent 1, received 0, key files 1.\n"
    return desk


@pytest.fixture
def two(
    one: Staff,
    own_settings: Settings,
    hub: Path,
    second_home: Path,
    tmp_path: Path,
) -> Staff:
    """Return the second desk, which has it from there."""
    assert one("push").exit_code == 0
    root = tmp_path / "two"
    folders = dataclasses.replace(
        own_settings.folders, register=root / "register", keys=root / "keys"
    )
    backup = dataclasses.replace(own_settings.backup, notes=root / "notes")
    own = dataclasses.replace(own_settings, folders=folders, backup=backup)
    root.mkdir()
    desk = desk_of(shared(own, hub, second_home), root)
    assert desk("register", "create").exit_code == 0
    assert desk("pull").output == "Sent 0, received 0, key files 1.\n"
    return desk


def before_judged(hub: Path, *commands: str) -> None:
    """Have commands run, once, when somebody pushes to the hub, before he is judged."""
    hook = hub / "hooks" / "pre-receive"
    pushers = "GIT_DIR GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES"
    lines = ["#!/bin/sh", f"rm -f '{hook}'", f"unset {pushers}", *commands, ""]
    hook.write_text("\n".join(lines), encoding="utf-8")
    hook.chmod(0o755)
