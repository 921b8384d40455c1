# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people, two desks, one hub: who takes an order has it, and the other is told."""

import json
from pathlib import Path

from click.testing import Result

from intake.model.order import Order
from tests.staff.conftest import TWO, Staff, before_judged
from tests.store.conftest import git

ONE = "Staff One <one@example.org>"


def said(answer: Result) -> tuple[int, str]:
    """Return what a command ends with and says."""
    return answer.exit_code, answer.output.strip()


def test_the_second_is_told_who_has_it_and_loses_nothing(
    one: Staff, two: Staff, received: Order
) -> None:
    number = received.number

    assert said(one("take", number)) == (0, f"{number} is taken by {ONE}")
    status, words = said(two("take", number))

    assert (status, words.startswith(f"staff: {number} is taken by {ONE}, since ")) == (4, True)
    assert said(two("queue")) == (0, "The queue is empty.")
    assert said(one("take", number))[0] == 4
    assert two("register", "verify").exit_code == 0


def test_what_is_given_back_can_be_taken_again(one: Staff, two: Staff, received: Order) -> None:
    number = received.number
    one("take", number)

    assert said(two("give-back", number))[0] == 4
    assert said(one("give-back", number)) == (0, f"{number} is given back")
    assert said(two("take", number)) == (0, f"{number} is taken by {TWO}")
    assert said(one("give-back", number, "--anyones")) == (0, f"{number} is given back")
    assert said(one("give-back", number)) == (0, f"Nobody has {number}.")
    assert number in one("queue").output


def test_two_who_take_it_off_line_are_both_told_at_the_hub(
    one: Staff, two: Staff, received: Order
) -> None:
    """Whoever reaches it first has it, whatever the clocks say."""
    number = received.number
    assert one("--today", "2026-11-24", "take", number, "--off-line").exit_code == 0
    assert two("--today", "2026-11-26", "take", number, "--off-line").exit_code == 0

    assert "taken more than once" not in two("push").output
    told = one("push").output
    again = two("pull").output

    double = f"{number} was taken more than once: {TWO}, since 2026-11-26 13:00 / {ONE}, since "
    assert double in told
    assert double in again
    (listed,) = json.loads(one("taken", "--json").output)
    assert [by.split(",")[0] for by in listed["by"]] == [TWO, ONE]
    assert one("give-back", number).exit_code == 0
    assert two("taken").output.startswith(f"{number}  {TWO}, since")


def test_of_two_who_race_the_first_at_the_hub_has_it(
    one: Staff, two: Staff, received: Order, hub: Path
) -> None:
    """The other pushes between our look and our push: ours is given back by itself."""
    number = received.number
    assert two("take", number, "--off-line").exit_code == 0
    root = hub.parent
    before_judged(
        hub,
        f"cp -r {root}/two/keys/. {root}/shared/",
        f"git -C {root}/two/register push --quiet {hub} main",
    )

    status, words = said(one("take", number))

    assert (status, words.startswith(f"staff: {number} is taken by {TWO}, since ")) == (4, True)
    (listed,) = json.loads(one("taken", "--json").output)
    assert [by.split(",")[0] for by in listed["by"]] == [TWO]
    assert one("register", "verify").exit_code == 0


def test_a_hub_that_is_away_takes_nobodys_order(one: Staff, received: Order, hub: Path) -> None:
    away = hub.rename(hub.with_name("away.git"))
    number = received.number
    status, words = said(one("take", number))
    assert (status, "cannot be reached; nothing is lost" in words) == (6, True)
    assert said(one("taken")) == (0, "Nothing is taken.")

    assert one("take", number, "--off-line").exit_code == 0
    away.rename(hub)
    assert one("push").output.startswith("Sent 1,")
    assert ONE in one("taken").output


def test_rehearsals_change_nothing(one: Staff, two: Staff, received: Order, hub: Path) -> None:
    number = received.number
    before = git(hub, "rev-parse", "main")

    assert said(one("take", number, "--dry-run")) == (0, f"Would take {number} for {ONE}")
    assert said(one("give-back", number, "--dry-run")) == (0, f"Nobody has {number}.")
    one("take", number, "--off-line")
    assert said(one("push", "--dry-run")) == (0, "Would send: 1")
    assert said(two("pull", "--dry-run")) == (0, "Would receive: 0")
    assert git(hub, "rev-parse", "main") == before


def test_what_is_not_there_cannot_be_taken(staff: Staff) -> None:
    assert said(staff("take", "2026000099")) == (
        3,
        "staff: there is no order or request 2026000099 in this register",
    )


def test_without_a_hub_the_register_itself_decides(staff: Staff, received: Order) -> None:
    number = received.number
    assert staff("take", number).exit_code == 0
    assert staff("take", number).exit_code == 4
    alone = "This machine is alone: the settings name no hub and no shared keys."
    assert (said(staff("pull")), said(staff("push"))) == ((0, alone), (0, alone))
    assert staff("register", "verify").exit_code == 0
