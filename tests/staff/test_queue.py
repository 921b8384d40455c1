# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff queue``: what waits, without decrypting anything."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.actions.take_order import claim_record
from intake.model.order import Order
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.staff.main import main
from intake.staff.queue import duration_text
from intake.store.dossiers import PaperKind
from tests.conftest import NOW, StaffKeys, open_queue
from tests.staff.conftest import Staff

# The day on which the orders of these tests come.
AT_ONCE = ("--today", "2026-11-22")
ONE = "Staff One <one@example.org>"


def test_an_empty_queue_says_so(staff: Staff) -> None:
    """Silence would look like a failure."""
    answer = staff("queue")

    assert (answer.exit_code, answer.output) == (0, "The queue is empty.\n")


def test_an_order_is_listed_with_when_it_came(staff: Staff, received: Order) -> None:
    """In the time of Brussels."""
    lines = staff(*AT_ONCE, "queue").output.splitlines()

    assert lines[0].split() == ["Number", "Kind", "Received", "Waiting", "Deadline"]
    assert lines[1].split()[:5] == [received.number, "order", "(received)", "2026-11-22", "11:12"]


def test_the_listing_is_there_for_programs_too(staff: Staff, received: Order) -> None:
    """With instants as records write them."""
    (entry,) = json.loads(staff("queue", "--json").output)

    assert (entry["number"], entry["received"]) == (received.number, "2026-11-22T10:12:00Z")


def test_the_queue_is_listed_without_a_secret_key(
    staff: Staff,
    received: Order,
    own_settings: Settings,
) -> None:
    """Whoever has the register but no key sees numbers, and no more."""
    for path in own_settings.folders.keys.rglob("*.pkesk"):
        path.unlink()

    assert received.number in staff("queue").output


def test_what_is_finished_is_listed_on_demand(staff: Staff, received: Order) -> None:
    """It waits for nobody."""
    for state in ("paid", "running"):
        staff("orders", "mark", received.number, state)
    listing = json.loads(staff("queue", "--all", "--json").output)

    assert staff("queue").output == "The queue is empty.\n"
    assert [(one["number"], one["state"]) for one in listing] == [(received.number, "running")]


def test_an_order_that_is_paid_says_so(staff: Staff, received: Order) -> None:
    """It is still to be set up."""
    staff("orders", "mark", received.number, "paid")
    (entry,) = json.loads(staff("queue", "--json").output)

    assert entry["state"] == "paid"


def test_no_colour_is_piped(staff: Staff, received: Order) -> None:
    """An escape character would end up in somebody's file."""
    assert received.number
    assert "\x1b" not in staff("queue").output


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(minutes=61), "1 h 1 min"),
        (timedelta(days=3, hours=23), "3 d 23 h"),
    ],
)
def test_a_duration_is_short(duration: timedelta, text: str) -> None:
    """Two units are enough to see what is urgent."""
    assert duration_text(duration) == text


def test_a_register_that_is_not_there_is_one_sentence(
    staff: Staff,
    own_settings: Settings,
) -> None:
    """With the command that makes one."""
    own_settings.folders.register.rename(own_settings.folders.register.with_name("away"))
    answer = staff("queue")

    assert answer.exit_code == 4
    assert "make one: staff register create" in answer.output


def test_stock_gpg_reads_what_the_queue_holds(
    received: Order,
    own_settings: Settings,
    staff_keys: StaffKeys,
) -> None:
    """``cat keys body | gpg -d`` is all that it takes."""
    (keys,) = own_settings.folders.keys.rglob("*.pkesk")
    (body,) = own_settings.folders.register.rglob("*.pgp")
    record = subprocess.run(
        ["sh", "-c", f"cat '{keys}' '{body}' | gpg --homedir '{staff_keys.home}' -q --decrypt"],
        capture_output=True,
        check=True,
    ).stdout

    assert json.loads(record)["number"] == received.number


def test_another_day_can_be_rehearsed(staff: Staff, received: Order) -> None:
    """What the desk will see in a month can be seen now."""
    output = staff("--today", "2026-12-22", "queue").output

    assert received.number in output
    assert "30 d 1 h" in output


@pytest.mark.parametrize(
    ("day", "sign", "urgency"),
    [
        ("2026-11-22", "", "calm"),
        ("2026-11-25", "!", "soon"),
        ("2026-12-07", "!!", "late"),
    ],
)
def test_what_is_urgent_has_a_sign_of_its_own(
    staff: Staff, received: Order, day: str, sign: str, urgency: str
) -> None:
    """Colours are lost where they are piped, and on who sees none."""
    line = staff("--today", day, "queue").output.splitlines()[1]
    (entry,) = json.loads(staff("--today", day, "queue", "--json").output)

    assert line.split(received.number)[0].strip() == sign
    assert entry["urgency"] == urgency


def test_what_is_paid_is_next(staff: Staff, received: Order, received_again: Order) -> None:
    """Whoever has paid waits for us; who has not, we wait for."""
    staff(*AT_ONCE, "orders", "mark", received_again.number, "paid")
    lines = staff(*AT_ONCE, "queue").output.splitlines()

    assert [line[:2].strip() for line in lines[1:]] == ["!", ""]
    listed = json.loads(staff(*AT_ONCE, "queue", "--json").output)
    assert [one["number"] for one in listed] == [received_again.number, received.number]


def test_what_i_took_is_mine_and_in_no_other_list(
    staff: Staff, received: Order, received_again: Order
) -> None:
    assert staff("queue", "--mine").output == "You have taken nothing.\n"
    staff("take", received.number)

    mine = json.loads(staff("queue", "--mine", "--json").output)
    free = json.loads(staff("queue", "--json").output)
    everything = json.loads(staff("queue", "--all", "--json").output)

    assert [(one["number"], one["by"]) for one in mine] == [(received.number, [ONE])]
    assert [(one["number"], one["by"]) for one in free] == [(received_again.number, [])]
    assert {one["number"]: one["by"] for one in everything} == {
        received.number: [ONE],
        received_again.number: [],
    }


def test_what_a_colleague_took_is_not_mine(
    staff: Staff, received: Order, own_settings: Settings, sealer: Sealer
) -> None:
    """The claim is his, whoever can read it."""
    with open_queue(own_settings, sealer) as queue:
        paper = queue.writer.order_paper(received)
        record = claim_record("Ann <ann@example.org>")
        queue.writer.attach(paper, PaperKind.TAKEN, "a" * 16, NOW, record)
    listing = staff("queue", "--all").output

    assert staff("queue", "--mine").output == "You have taken nothing.\n"
    assert "Ann" in listing
    assert "ann@example.org" not in listing


def test_who_has_it_is_decrypted_once(
    staff: Staff, received: Order, own_settings: Settings
) -> None:
    """What a claim says never changes, so its key packets are not needed again."""
    staff("take", received.number)
    staff("queue", "--mine")
    for path in own_settings.folders.keys.rglob("*-taken-*.pkesk"):
        path.unlink()

    assert received.number in staff("queue", "--mine").output
    (own_settings.register.cache / "claimants").unlink()
    (entry,) = json.loads(staff("queue", "--all", "--json").output)
    assert entry["by"] == ["somebody whose paper cannot be read here yet"]


@pytest.mark.parametrize("columns", ["80", "200"])
def test_no_line_is_wider_than_the_terminal(
    staff: Staff, received: Order, columns: str, tmp_path: Path
) -> None:
    staff("take", received.number)
    env = {SETTINGS_VARIABLE: str(tmp_path / "settings.toml"), "COLUMNS": columns}
    lines = CliRunner(env=env).invoke(main, ["queue", "--all"]).output.splitlines()

    assert ("Received" in lines[0]) == (columns == "200")
    assert "Staff One" in lines[1]
    assert max(map(len, lines)) <= int(columns)


def test_two_lists_at_once_are_refused(staff: Staff) -> None:
    assert staff("queue", "--mine", "--all").exit_code == 2
