# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands around webhooks, as somebody types them."""

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.settings import SETTINGS_VARIABLE, Settings
from intake.store.deliveries import Deliveries, Delivery
from intake.store.rebuild import take_wish, want_rebuild
from intake.web.main import main
from tests.conftest import NOW, write_settings

ONE = Delivery(due=NOW, partner="partner-a", event="order-received-2026000042")
TWO = Delivery(due=NOW, tries=10, partner="partner-b", event="order-received-2026000042")


@pytest.fixture
def deliveries(
    own_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Deliveries:
    """Return a spool where one delivery waits and one was given up."""
    checkout = dataclasses.replace(own_settings.webhooks, checkout=tmp_path / "nowhere")
    own = dataclasses.replace(own_settings, webhooks=checkout)
    monkeypatch.setenv(SETTINGS_VARIABLE, str(write_settings(own, tmp_path / "settings.toml")))
    opened = Deliveries(own.webhooks.spool)
    for delivery in (ONE, TWO):
        opened.add(delivery, b"{}")
    opened.give_up(TWO)
    return opened


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, arguments)


@pytest.mark.usefixtures("deliveries")
def test_what_waits_and_what_was_given_up_is_listed() -> None:
    assert run("webhooks", "list").output.splitlines() == [
        "waiting  2026-11-22 11:12  0 tries  partner-a_order-received-2026000042",
        "dead  2026-11-22 11:12  10 tries  partner-b_order-received-2026000042",
    ]


@pytest.mark.usefixtures("deliveries")
def test_programs_get_it_as_json() -> None:
    found = json.loads(run("webhooks", "list", "--json").output)
    assert found["dead"] == [{"id": TWO.id, "due": "2026-11-22T10:12:00Z", "tries": 10}]
    assert [one["id"] for one in found["waiting"]] == [ONE.id]


@pytest.mark.parametrize("chosen", [TWO.id, "--all"])
def test_what_was_given_up_is_tried_again(deliveries: Deliveries, chosen: str) -> None:
    done = run("webhooks", "replay", chosen)

    assert (done.exit_code, "tried again" in done.output) == (0, True)
    assert (deliveries.dead(), len(deliveries.waiting())) == ([], 2)


def test_a_dry_run_only_says_which(deliveries: Deliveries) -> None:
    done = run("webhooks", "replay", "--all", "--dry-run")

    assert "would be tried again" in done.output
    assert deliveries.dead() == [TWO]


@pytest.mark.usefixtures("deliveries")
@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        ([ONE.id], 3, f"intake: no delivery '{ONE.id}' was given up"),
        ([], 2, "name one ID, or say --all"),
        ([TWO.id, "--all"], 2, "name one ID, or say --all"),
    ],
)
def test_what_cannot_be_replayed_is_told(arguments: list[str], status: int, sentence: str) -> None:
    done = run("webhooks", "replay", *arguments)
    assert (done.exit_code, sentence in done.output) == (status, True)


@pytest.mark.usefixtures("deliveries")
def test_without_a_wish_the_site_is_left_alone() -> None:
    assert run("site-follow", "--once").exit_code == 0


@pytest.mark.usefixtures("deliveries")
def test_a_clone_that_is_not_there_is_told_and_the_wish_stays(own_settings: Settings) -> None:
    want_rebuild(own_settings.webhooks.spool)
    done = run("site-follow", "--once")

    assert (done.exit_code, "git fetch failed" in done.output) == (6, True)
    assert take_wish(own_settings.webhooks.spool)


def test_settings_that_cannot_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTINGS_VARIABLE, str(tmp_path / "nothing.toml"))
    done = run("webhooks", "list")
    assert (done.exit_code, "the file cannot be read" in done.output) == (4, True)
