# SPDX-License-Identifier: GPL-3.0-or-later
"""Several machines, one register: as documented, and whatever they do off line."""

import dataclasses
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from intake.actions.receive_order import receive_order
from intake.model.catalogue import PriceList
from intake.model.order import OrderRequest
from intake.openpgp.encrypt import Sealer
from intake.settings import SETTINGS_VARIABLE, Place, Settings
from tests.conftest import BELGIAN_VAT, NOW, StaffKeys, open_queue, settings_below, write_settings
from tests.store.rounds import play
from tests.stories.conftest import ROOT

_SECTION = re.compile(r"^## Several machines$(.*?)^## ", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^(?:\.venv/bin/|scripts/hub-).*$", re.MULTILINE)


@pytest.mark.parametrize(("clones", "seed"), [(2, 26), (3, 27), (4, 28)])
def test_machines_that_meet_in_any_order_end_in_the_same_state(
    tmp_path: Path, clones: int, seed: int
) -> None:
    """No conflict, nothing lost, every double claim seen. ``scripts/bench merge`` does 10,000."""
    outcome = play(tmp_path, seed=seed, clones=clones, actions=100, meets=0.08)

    assert outcome.faults == ()
    assert outcome.papers > 50
    assert outcome.double_claims > 0


def documented() -> list[str]:
    """Return the commands of the section of docs/operations.md, in their order."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = _SECTION.search(text)
    assert section
    return _COMMAND.findall(section[1])


def machine(
    root: Path, settings: Settings, staff_keys: StaffKeys, digit: int
) -> tuple[Settings, Mapping[str, str]]:
    """Return the settings of a machine around the hub below the root, and its environment."""
    place = root / f"machine-{digit}"
    place.mkdir()
    own = settings_below(place, settings, staff_keys)
    own.folders.register.rename(place / "made-too-early")
    register = dataclasses.replace(
        own.register,
        hub=Place(str(root / "register.git")),
        shared_keys=Place(str(root / "shared-keys")),
    )
    web = dataclasses.replace(own.web, machine=digit)
    own = dataclasses.replace(own, register=register, web=web)
    file = write_settings(own, place / "settings.toml")
    text = file.read_text(encoding="utf-8").replace("machine = 0", f"machine = {digit}")
    file.write_text(text, encoding="utf-8")
    return own, {**os.environ, SETTINGS_VARIABLE: str(file)}


def run(command: str, environment: Mapping[str, str]) -> str:
    """Run a command as somebody would, and return what it says."""
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_two_web_machines_and_a_desk_work_as_documented(  # noqa: PLR0913, PLR0917 - fixtures
    tmp_path: Path,
    settings: Settings,
    staff_keys: StaffKeys,
    sealer: Sealer,
    order_request: OrderRequest,
    price_list: PriceList,
) -> None:
    """Real commands, real git, real keys: the orders of both web machines are read at the desk."""
    make_hub, sync, *at_desk = documented()
    run(make_hub.replace("/srv", str(tmp_path)), os.environ)
    (tmp_path / "shared-keys").mkdir()
    machines = [machine(tmp_path, settings, staff_keys, digit) for digit in range(3)]
    orders = []
    for own, environment in machines[:2]:
        run(".venv/bin/staff register create", environment)
        with open_queue(own, sealer) as queue:
            received = receive_order(
                order_request,
                price_list,
                BELGIAN_VAT,
                mark=f"{own.web.machine:016x}",
                queue=queue,
                now=NOW,
            )
        orders.append(received.order.number)
        run(sync, environment)

    _, desk = machines[2]
    run(".venv/bin/staff register create", desk)
    for command in at_desk:
        run(command, desk)

    assert orders == ["2026000001", "2026100001"]
    queue_text = run(".venv/bin/staff queue", desk)
    assert [number in queue_text for number in orders] == [True, True]
    for number in orders:
        assert "Camille" in run(f".venv/bin/staff orders show {number}", desk)
    assert "taken by" in run(f".venv/bin/staff take {orders[1]}", desk)
    assert run(sync, machines[1][1]) == "sent 0, received 1, key files 0\n"
    assert orders[1] not in run(".venv/bin/staff queue", machines[1][1])
    assert "is whole" in run(".venv/bin/staff register verify", desk)
