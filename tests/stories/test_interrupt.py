# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C while a command writes, as a terminal sends it: no half paper, and the next goes on."""

import dataclasses
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.actions.verify_register import verify_register
from intake.model.catalogue import Catalogue
from intake.model.money import Money
from intake.model.payment import account_of
from intake.model.structured_communication import communication_digits
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.store.dossiers import PaperKind
from intake.store.git import Repository
from intake.store.order_accounts import payments_of
from intake.store.register import Register
from tests.bank.files import Line, Sheet, coda
from tests.conftest import open_queue, write_settings
from tests.stories.books import Office, open_office
from tests.stories.conftest import Program

STAFF = [str(Path(sys.executable).parent / "staff"), "--today", "2026-11-25"]
EACH = 15


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A register with three orders, and the command on it."""

    office: Office
    settings: Settings
    register: Register
    environment: dict[str, str]

    def run(self, *arguments: str) -> Program:
        """Start the command."""
        return Program([*STAFF, *arguments], self.environment)

    def count(self, kind: PaperKind) -> int:
        """Return how many papers of a kind lie there."""
        return sum(paper.kind is kind for paper in self.register.papers())


@pytest.fixture
def desk(tmp_path: Path, own_settings: Settings, catalogue: Catalogue, sealer: Sealer) -> Desk:
    """Return a desk on a register of its own."""
    office = open_office(tmp_path / "office", own_settings, catalogue, sealer)
    folders = dataclasses.replace(
        own_settings.folders, register=office.root / "desk-0", keys=office.root / "keys"
    )
    own = dataclasses.replace(own_settings, folders=folders)
    path = write_settings(own, tmp_path / "settings.toml")
    register = Register(
        repository=Repository(folders.register),
        keys=folders.keys,
        opener=Opener(own.desk.gnupg_home),
    )
    return Desk(
        office=office,
        settings=own,
        register=register,
        environment={**os.environ, SETTINGS_VARIABLE: str(path)},
    )


def faults(desk: Desk, catalogue: Catalogue) -> set[str]:
    """Return what is wrong, but for papers that the next commit takes: git gets Ctrl-C too."""
    found = verify_register(register=desk.register, catalogue=catalogue).findings
    return {one.what for one in found} - {"is not yet in git"}


def interrupted(program: Program, is_writing: Callable[[], bool]) -> int:
    """Press Ctrl-C once it writes, and return what it ended with."""
    while program.process.poll() is None and not is_writing():
        pass
    return program.end(signal.SIGINT)


def test_ctrl_c_leaves_no_half_paper(desk: Desk, catalogue: Catalogue, tmp_path: Path) -> None:
    """First in an import, then while invoices are issued."""
    parts = [
        Line(
            cents=(order.to_pay.cents - 100 * (EACH - 1)) if one == 0 else 100,
            communication=communication_digits(order.number),
            reference=f"R{one}",
        )
        for one in range(EACH)
        for order in desk.office.orders
    ]
    path = tmp_path / "statement.coda"
    path.write_bytes(coda(Sheet(lines=tuple(parts))))
    command = ("payments", "import", str(path), "--apply")
    status = interrupted(desk.run(*command), lambda: desk.count(PaperKind.PAYMENT) > 2)
    there = desk.count(PaperKind.PAYMENT)

    # On a busy machine it may have ended before.
    assert status != 0 or there == len(parts)
    assert there > 2
    assert faults(desk, catalogue) == set()
    assert desk.run(*command).end(signal.SIGCONT) == 0
    for order in desk.office.orders:
        received = account_of(payments_of(order.number, desk.register)).received
        assert received == Money(cents=order.to_pay.cents)

    issue = ("invoices", "issue", "--due")
    interrupted(desk.run(*issue), lambda: desk.count(PaperKind.INVOICE) > 0)
    assert faults(desk, catalogue) == set()
    assert desk.run(*issue).end(signal.SIGCONT) == 0
    assert desk.count(PaperKind.INVOICE) == len(desk.office.orders)
    # The start of the intake commits what no later run had a reason to.
    open_queue(desk.settings, desk.office.sealer).close()
    assert verify_register(register=desk.register, catalogue=catalogue).findings == ()
