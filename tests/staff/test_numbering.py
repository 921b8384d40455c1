# SPDX-License-Identifier: GPL-3.0-or-later
"""Two desks, one series: whatever races, dies or is restored, a number is given out once."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from intake.model.order import Order
from intake.settings import SETTINGS_VARIABLE, Settings
from intake.store.paper_writer import PaperWriter
from tests.billing import pay
from tests.staff.conftest import ON, Receive, Staff, before_judged
from tests.store.conftest import git

ISSUE = (*ON, "invoices", "issue")


@pytest.fixture
def orders(receive: Receive, writer: PaperWriter) -> list[Order]:
    """Return three paid orders."""
    paid = [receive(mark=count) for count in range(1, 4)]
    for order in paid:
        pay(order, writer)
    return paid


@pytest.fixture
def desks(one: Staff, two: Staff, orders: list[Order]) -> tuple[Staff, Staff]:
    """Return two desks that have the orders."""
    assert orders
    one("push")
    two("pull")
    return one, two


def numbers(*folders: Path) -> list[list[str]]:
    """Return which invoices lie in each register: the order, and the count of the number."""
    return [
        sorted(f"{path.parent.name} {path.stem[-5:]}" for path in folder.glob("**/*-invoice-*"))
        for folder in folders
    ]


def lone_keys(root: Path) -> list[Path]:
    """Return key packets of invoices that no register has."""
    bodies = {path.stem for path in root.glob("**/*-invoice-*.pgp")}
    return [path for path in root.glob("**/*-invoice-*.pkesk") if path.stem not in bodies]


def test_the_second_desk_has_the_next_number(
    desks: tuple[Staff, Staff], orders: Sequence[Order]
) -> None:
    one, two = desks
    first = one(*ISSUE, orders[0].number)
    second = two(*ISSUE, orders[1].number)
    same = two(*ISSUE, orders[0].number)

    assert first.output == f"Invoice 2026-00001: order {orders[0].number}\n"
    assert second.output == f"Invoice 2026-00002: order {orders[1].number}\n"
    assert (same.exit_code, "has invoice 2026-00001" in same.output) == (4, True)
    one("pull")
    for desk in desks:
        assert desk("register", "verify").exit_code == 0


def test_of_two_who_race_the_second_takes_the_next_number(
    desks: tuple[Staff, Staff], orders: Sequence[Order], hub: Path
) -> None:
    """The other pushes between our look and our push; nothing of ours was there yet."""
    one, two = desks
    assert two(*ISSUE, orders[1].number, "--off-line").exit_code == 0
    root = hub.parent
    before_judged(
        hub,
        f"cp -r {root}/two/keys/. {root}/shared/",
        f"git -C {root}/two/register push --quiet {hub} main",
    )
    issued = one(*ISSUE, orders[0].number)

    assert issued.output == f"Invoice 2026-00002: order {orders[0].number}\n"
    two("pull")
    assert (
        numbers(root / "register", root / "two" / "register")
        == [[f"{orders[0].number} 00002", f"{orders[1].number} 00001"]] * 2
    )
    assert lone_keys(root) == []
    for desk in desks:
        assert desk("register", "verify").exit_code == 0


def test_a_hub_that_is_away_gives_out_nothing_and_who_is_alone_goes_on(
    desks: tuple[Staff, Staff], orders: Sequence[Order], hub: Path
) -> None:
    one, _ = desks
    away = hub.rename(hub.with_name("away.git"))
    refused = one(*ISSUE, orders[0].number)
    alone = one(*ISSUE, orders[0].number, "--off-line")
    away.rename(hub)

    assert (refused.exit_code, "given out at the hub" in refused.output) == (6, True)
    assert "--off-line" in refused.output
    assert alone.output == f"Invoice 2026-00001: order {orders[0].number}\n"
    assert one("push").output.startswith("Sent 1,")


def test_two_who_gave_out_one_number_off_line_are_told_and_nothing_changes(
    desks: tuple[Staff, Staff], orders: Sequence[Order], hub: Path
) -> None:
    """The hub keeps the first; whoever comes second is told both orders, and keeps what he has."""
    one, two = desks
    for desk, order in zip(desks, orders, strict=False):
        assert desk(*ISSUE, order.number, "--off-line").exit_code == 0
    assert one("push").exit_code == 0
    before = numbers(hub.parent / "two" / "register")
    told = [two("push"), two("pull"), two("pull", "--dry-run"), two(*ISSUE, orders[2].number)]

    twice = (
        f"invoice 2026-00001 was given out twice: here to order {orders[1].number}, on the hub to"
        f" order {orders[0].number}"
    )
    assert [(one.exit_code, twice in one.output) for one in told] == [(4, True)] * 4
    assert numbers(hub.parent / "two" / "register") == before
    # Nor does the hub take it from a program that does not ask.
    folder = hub.parent / "two" / "register"
    git(folder, "fetch", "--quiet", str(hub), "main")
    merged = _merged(folder)
    done = subprocess.run(
        ["git", "-C", str(folder), "push", "--quiet", str(hub), f"{merged}:refs/heads/main"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "a number is given out once" in done.stderr
    _as_the_handbook_says(folder, orders[1], two)


def _as_the_handbook_says(folder: Path, order: Order, two: Staff) -> None:
    """Take the hub's register and issue anew: docs/operations.md, One number, two invoices."""
    old = folder.rename(folder.with_name("register-old"))
    assert two("register", "create").exit_code == 0
    for path in old.glob("dossiers/**/*.pgp"):
        place = folder / path.relative_to(old)
        if not place.exists() and "-invoice-" not in path.name:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    assert two("push").exit_code == 0
    assert two(*ISSUE, order.number).output == f"Invoice 2026-00002: order {order.number}\n"
    assert two("register", "verify").exit_code == 0


def _merged(folder: Path) -> str:
    """Return a commit that joins both histories, as stock git makes it."""
    theirs, ours = (git(folder, "rev-parse", ref).strip() for ref in ("FETCH_HEAD", "main"))
    tree = git(folder, "merge-tree", "--write-tree", theirs, ours).split()[0]
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    return git(
        folder, *who, "commit-tree", tree, "-p", theirs, "-p", ours, "-m", "Join both"
    ).strip()


@pytest.mark.parametrize(("moment", "count"), [("pre-receive", 1), ("post-receive", 2)])
def test_a_connection_that_dies_in_the_middle_is_settled_by_the_next_fetch(
    desks: tuple[Staff, Staff], orders: Sequence[Order], hub: Path, moment: str, count: int
) -> None:
    """Before the hub took the document, or after it: we cannot know, and nothing is lost."""
    one, two = desks
    hook = hub / "hooks" / moment
    hook.write_text(f"#!/bin/sh\nrm -f '{hook}'\nkill -9 $PPID\n", encoding="utf-8")
    hook.chmod(0o755)
    died = one(*ISSUE, orders[0].number)
    one("pull")
    other = two(*ISSUE, orders[1].number)

    assert (died.exit_code, "the hub may have taken" in died.output) == (6, True)
    assert other.output == f"Invoice 2026-{count:05d}: order {orders[1].number}\n"
    one("pull")
    assert len(numbers(hub.parent / "register")[0]) == count
    for desk in desks:
        assert desk("register", "verify").exit_code == 0


def test_a_desk_killed_once_the_hub_has_the_document_finds_it_there(
    desks: tuple[Staff, Staff], orders: Sequence[Order], hub: Path, tmp_path: Path
) -> None:
    """Killed by the hub's hook, before a byte of the document lies in the register."""
    one, _ = desks
    pid = tmp_path / "pid"
    hook = hub / "hooks" / "post-receive"
    hook.write_text(f"#!/bin/sh\nrm -f '{hook}'\nkill -9 $(cat {pid})\n", encoding="utf-8")
    hook.chmod(0o755)
    program = (
        "import os, pathlib, sys; from intake.staff.main import main;"
        f" pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *ISSUE, orders[0].number],
        env={SETTINGS_VARIABLE: str(hub.parent / "settings.toml"), "PATH": "/usr/bin:/bin"},
        check=False,
        capture_output=True,
    )
    assert (done.returncode, numbers(hub.parent / "register")) == (-9, [[]])
    following = one(*ISSUE, orders[1].number)

    assert following.output == f"Invoice 2026-00002: order {orders[1].number}\n"
    assert len(numbers(hub.parent / "register")[0]) == 2
    assert one("register", "verify").exit_code == 0


def test_a_register_from_yesterday_gives_out_no_number_again(
    staff: Staff, orders: Sequence[Order], own_settings: Settings, tmp_path: Path
) -> None:
    """As after a restored backup, on a machine that is alone: the notes lie elsewhere."""
    register, old = own_settings.folders.register, tmp_path / "old"
    assert staff(*ISSUE, orders[0].number).exit_code == 0
    shutil.copytree(register, old)
    assert staff(*ISSUE, orders[1].number).exit_code == 0
    register.rename(tmp_path / "new")
    old.rename(register)
    refused = staff(*ISSUE, orders[2].number)

    assert refused.exit_code == 4
    assert "invoice 2026-00002 was given out here and is not in this register" in refused.output
    for words in (("invoices", "verify"), ("register", "verify")):
        assert "invoice 2026-00002 was given out here and is missing" in staff(*words).output
    assert (own_settings.backup.notes / "issued.txt").read_text(encoding="utf-8").splitlines()[
        1:
    ] == ["2026-00002"]
