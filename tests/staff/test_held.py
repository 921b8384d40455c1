# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff held``: from the box to an ordinary order, also while the intake runs."""

import dataclasses
import json
import mailbox
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.actions.hold_order import hold_order
from intake.model.catalogue import PriceList
from intake.model.doubt import Doubt
from intake.model.order import OrderRequest
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.main import main
from intake.store.held_box import HeldBox
from intake.web.main import main as intake
from tests.conftest import BELGIAN_VAT, NOW, mail_into, open_queue, write_settings
from tests.staff.conftest import Staff

MARK = "0123456789abcdef"


@pytest.fixture
def box(
    own_settings: Settings, sealer: Sealer, order_request: OrderRequest, price_list: PriceList
) -> HeldBox:
    """Return a box with one order in it."""
    box = HeldBox(folder=own_settings.folders.held)
    hold_order(
        order_request,
        price_list,
        BELGIAN_VAT,
        doubts=(Doubt.LINKS,),
        mark=MARK,
        box=box,
        sealer=sealer,
        now=NOW,
    )
    return box


def test_an_empty_box_says_so(staff: Staff) -> None:
    answer = staff("held", "list")
    assert (answer.exit_code, answer.output) == (0, "Nothing is held.\n")


def test_what_is_held_is_listed_with_the_day_it_goes(staff: Staff, box: HeldBox) -> None:
    lines = staff("held", "list").output.splitlines()
    times = ["2026-11-22", "11:12", "2026-12-06", "11:12"]
    assert lines[1].split() == [MARK, *times, "many", "links"]
    (entry,) = json.loads(staff("held", "list", "--json").output)
    assert entry == {
        "mark": MARK,
        "received": "2026-11-22T10:12:00Z",
        "until": "2026-12-06T10:12:00Z",
    }
    assert list(box.papers())


def test_a_held_order_is_shown_with_why_it_is_held(staff: Staff, box: HeldBox) -> None:
    text = staff("held", "show", MARK).output
    needed = ("many links", "Camille Exemple", "camille@example.org", "12 months", "To pay")
    assert [one for one in needed if one not in text] == []
    assert "0000000000" not in text
    record = json.loads(staff("held", "show", MARK, "--json").output)
    assert (record["doubts"], record["customer"]["name"]) == ("links", "Camille Exemple")
    assert box.holds(MARK)


def test_what_cannot_be_read_is_listed_all_the_same(staff: Staff, box: HeldBox) -> None:
    (keys,) = box.folder.glob("*.pkesk")
    keys.write_bytes(b"")
    assert "cannot be read" in staff("held", "list").output
    assert json.loads(staff("held", "list", "--json").output)[0]["mark"] == MARK


def test_what_is_not_held_cannot_be_shown(staff: Staff) -> None:
    answer = staff("held", "show", MARK)
    assert (answer.exit_code, "staff held list" in answer.output) == (3, True)


@pytest.fixture
def posting_staff(own_settings: Settings, tmp_path: Path) -> Iterator[Staff]:
    """Return the command, with a mail server that takes what it sends."""
    with mail_into(tmp_path / "mailbox") as server:
        mail = dataclasses.replace(own_settings.mail, server=server)
        settings = dataclasses.replace(own_settings, mail=mail)
        path = write_settings(settings, tmp_path / "settings.toml")
        runner = CliRunner(env={SETTINGS_VARIABLE: str(path), "COLUMNS": "80"})
        yield lambda *arguments: runner.invoke(main, ("--today", "2026-11-23", *arguments))


def test_a_released_order_is_an_ordinary_one(
    posting_staff: Staff,
    box: HeldBox,
    tmp_path: Path,
    own_settings: Settings,
    sealer: Sealer,
) -> None:
    """Numbered by the desk, though the intake has the register open; mailed; and whole.

    Its mail has two papers of its own.
    """
    with open_queue(own_settings, sealer):
        answer = posting_staff("held", "release", MARK)
    assert (answer.exit_code, answer.output) == (
        0,
        "Order 2026900001 is in the queue\nHanded over to the mail server: pro-forma 2026900001\n",
    )
    assert len(mailbox.Maildir(tmp_path / "mailbox")) == 1
    assert list(box.papers()) == []
    assert posting_staff("register", "verify").output.endswith("Papers read: 3\n")
    assert "2026900001" in posting_staff("queue").output


def test_a_dry_run_releases_nothing(staff: Staff, box: HeldBox) -> None:
    answer = staff("held", "release", MARK, "--dry-run")
    assert answer.output == f"Would make an order of {MARK}, held for: links\n"
    assert len(list(box.papers())) == 1
    assert staff("queue").output == "The queue is empty.\n"


def test_an_order_is_released_once(posting_staff: Staff, box: HeldBox) -> None:
    assert box.holds(MARK)
    posting_staff("held", "release", MARK)
    assert posting_staff("held", "release", MARK).exit_code == 3


def test_the_daily_job_deletes_what_is_old(
    own_settings: Settings, box: HeldBox, tmp_path: Path
) -> None:
    """The box was filled in 2026, so at any later time its order is old or not yet."""
    path = write_settings(own_settings, tmp_path / "settings.toml")
    runner = CliRunner(env={SETTINGS_VARIABLE: str(path)})
    (paper,) = box.papers()
    for file in list(box.folder.iterdir()):
        file.rename(file.with_name(f"20200101T000000Z-{paper.mark}{file.suffix}"))
    answer = runner.invoke(intake, ["held", "expire"])
    assert (answer.exit_code, answer.output) == (0, "held orders deleted: 1\n")
    assert list(box.folder.iterdir()) == []
