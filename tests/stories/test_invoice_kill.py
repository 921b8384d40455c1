# SPDX-License-Identifier: GPL-3.0-or-later
"""Issuing invoices is killed at any moment: no gap, no half invoice, none twice."""

import dataclasses
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.actions.create_register import create_register
from intake.actions.verify_register import verify_register
from intake.model.catalogue import Catalogue
from intake.model.document_number import Series
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.store.dossiers import Paper, PaperKind
from intake.store.git import Repository
from intake.store.issued_papers import numbers_of, series_papers
from intake.store.records import order_to_json
from intake.store.register import Register
from tests.billing import PERSON, order_of, pay
from tests.conftest import NOW, StaffKeys, write_settings
from tests.stories.conftest import Program, moved

ORDERS = 30
ROUNDS = 12
STAFF = str(Path(sys.executable).parent / "staff")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A register of paid orders, and the command that invoices them."""

    register: Register
    environment: dict[str, str]

    def issue(self) -> Program:
        """Start issuing all that is due."""
        command = [STAFF, "--today", "2026-11-24", "invoices", "issue", "--due"]
        return Program(command, self.environment)

    def counts(self) -> list[int]:
        """Return the counts of all invoices on the disk."""
        papers = series_papers(self.register, Series.INVOICE)
        return [number.count for number in numbers_of(Series.INVOICE, papers)]


@pytest.fixture
def desk(
    settings: Settings, staff_keys: StaffKeys, sealer: Sealer, catalogue: Catalogue
) -> Iterator[Desk]:
    """Return a desk with paid orders."""
    with tempfile.TemporaryDirectory(prefix="a2a-") as folder:
        own = moved(settings, Path(folder))
        own = dataclasses.replace(
            own,
            web=dataclasses.replace(
                own.web, keyring=staff_keys.keyring, recipients=staff_keys.recipients
            ),
            desk=dataclasses.replace(own.desk, gnupg_home=staff_keys.home),
        )
        create_register(own.folders.register, own.folders.keys, now=NOW)
        register = Register(
            repository=Repository(own.folders.register),
            keys=own.folders.keys,
            opener=Opener(own.desk.gnupg_home),
        )
        writer = register.writer(sealer, NOW)
        for count in range(1, ORDERS + 1):
            order = order_of(PERSON, catalogue.in_force_on(NOW.date()), count=count)
            paper = Paper(
                number=order.number,
                opened=NOW.date(),
                kind=PaperKind.ORDER,
                received=NOW,
                mark=f"{count:016x}",
            )
            writer.write(paper, order_to_json(order))
            writer.commit(paper)
            pay(order, writer)
        file = write_settings(own, Path(folder) / "settings.toml")
        yield Desk(register=register, environment={**os.environ, SETTINGS_VARIABLE: str(file)})


def test_kill_9_leaves_no_gap_and_no_half_invoice(desk: Desk, catalogue: Catalogue) -> None:
    """On the same day and so with the same file names, which a half paper may hold already."""
    moments = random.Random(28)  # noqa: S311  # the moments have to be varied, not secret
    for _ in range(ROUNDS):
        program = desk.issue()
        killer = threading.Timer(moments.uniform(0.8, 4.0), program.end, args=(signal.SIGKILL,))
        killer.start()
        killer.join()
        counts = desk.counts()
        assert counts == list(range(1, len(counts) + 1))
    assert desk.issue().end(signal.SIGCONT) == 0

    assert desk.counts() == list(range(1, ORDERS + 1))
    numbers = [paper.number for paper in series_papers(desk.register, Series.INVOICE)]
    assert len(set(numbers)) == ORDERS
    assert verify_register(register=desk.register, catalogue=catalogue).findings == ()
    status = subprocess.run(
        ["git", "-C", str(desk.register.repository.folder), "fsck", "--strict"],
        capture_output=True,
        check=False,
    ).returncode
    assert status == 0
