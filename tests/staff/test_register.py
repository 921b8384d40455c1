# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff register``: make it, and prove that it is whole."""

import json
import shutil

from intake.model.order import Order
from intake.settings import Settings
from tests.staff.conftest import Staff


def test_a_register_is_made_once(staff: Staff, own_settings: Settings) -> None:
    """A second call leaves it alone."""
    shutil.rmtree(own_settings.folders.register)
    first, second = staff("register", "create"), staff("register", "create")

    assert first.output.startswith("Made an empty register: ")
    assert second.output.startswith("There is a register: ")


def test_a_sound_register_is_said_to_be_whole(staff: Staff, received: Order) -> None:
    """With how much was read."""
    assert received.number
    answer = staff("register", "verify")

    assert (answer.exit_code, answer.output) == (0, "The register is whole. Papers read: 1\n")


def test_a_damaged_paper_is_found(staff: Staff, received: Order, own_settings: Settings) -> None:
    """Where it lies and what is wrong with it."""
    (body,) = own_settings.folders.register.rglob("*.pgp")
    damaged = bytearray(body.read_bytes())
    damaged[-1] ^= 1
    body.write_bytes(damaged)
    answer = staff("register", "verify")

    assert answer.exit_code == 4
    assert f"{received.number}/" in answer.output
    assert "differs from what git holds" in answer.output


def test_findings_are_there_for_programs_too(
    staff: Staff,
    received: Order,
    own_settings: Settings,
) -> None:
    """The JSON comes first; the sentence goes to the other stream."""
    assert received.number
    (keys,) = own_settings.folders.keys.rglob("*.pkesk")
    keys.unlink()
    answer = staff("register", "verify", "--json")
    report = json.loads(answer.stdout)

    assert (report["papers"], len(report["findings"])) == (1, 1)


def test_making_a_register_can_be_rehearsed(staff: Staff, own_settings: Settings) -> None:
    """Nothing is made."""
    shutil.rmtree(own_settings.folders.register)
    answer = staff("register", "create", "--dry-run")

    assert answer.output == f"Would make: {own_settings.folders.register}\n"
    assert not own_settings.folders.register.exists()
