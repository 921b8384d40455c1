# SPDX-License-Identifier: GPL-3.0-or-later
"""``intake sync``: once for a timer, or until it is stopped."""

import dataclasses
import os
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.model.structured_communication import OrderNumber
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Place, Settings
from intake.store.dossiers import PaperKind
from intake.web.main import main
from tests.conftest import NOW, open_queue, write_settings
from tests.store.conftest import git
from tests.store.machines import make_hub
from tests.stories.conftest import Program


@pytest.fixture
def shared(own_settings: Settings, tmp_path: Path) -> Settings:
    """Return settings with an empty hub."""
    hub = Place(str(make_hub(tmp_path / "hub.git")))
    return dataclasses.replace(
        own_settings, register=dataclasses.replace(own_settings.register, hub=hub)
    )


def sync(settings: Settings, root: Path) -> Result:
    """Run it once."""
    path = write_settings(settings, root / "settings.toml")
    return CliRunner(env={SETTINGS_VARIABLE: str(path)}).invoke(main, ["sync"])


def test_a_machine_that_is_alone_says_so(own_settings: Settings, tmp_path: Path) -> None:
    """No failure: one settings file may serve a timer before there is a hub."""
    answer = sync(own_settings, tmp_path)

    says = "this machine is alone: the settings name no hub and no shared keys\n"
    assert (answer.exit_code, answer.output) == (0, says)


def test_what_the_intake_received_is_pushed(
    shared: Settings, sealer: Sealer, tmp_path: Path
) -> None:
    with open_queue(shared, sealer) as queue:
        queue.add(PaperKind.ORDER, "0" * 16, NOW, lambda _paper: b"{}")

    assert sync(shared, tmp_path).output == "sent 1, received 0, key files 0\n"
    assert OrderNumber("2026000001") in git(Path(shared.register.hub), "show", "main", "--stat")


def test_a_hub_that_is_away_is_a_sentence_and_an_exit_code(
    shared: Settings, tmp_path: Path
) -> None:
    Path(shared.register.hub).rename(tmp_path / "away")
    answer = sync(shared, tmp_path)

    assert answer.exit_code == 6
    assert answer.output.startswith(f"intake: the hub {shared.register.hub} cannot be reached;")


def test_it_goes_on_until_it_is_stopped_and_survives_a_hub_that_is_away(
    shared: Settings, tmp_path: Path
) -> None:
    hub = Path(shared.register.hub)
    away = hub.rename(tmp_path / "away")
    path = write_settings(shared, tmp_path / "settings.toml")
    command = [str(Path(sys.executable).with_name("intake")), "sync", "--every", "1"]
    program = Program(command, {**os.environ, SETTINGS_VARIABLE: str(path)})

    program.wait_for("cannot be reached; nothing is lost")
    away.rename(hub)
    program.wait_for("sent 0, received 0")

    assert program.end(signal.SIGTERM) == -signal.SIGTERM
