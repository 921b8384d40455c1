# SPDX-License-Identifier: GPL-3.0-or-later
"""Who decides on numbers at this desk: the hub if there is one, or the desk alone."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click

from intake.actions.pull_register import pull_register
from intake.actions.sync_register import KeysNeedEyesError, Machine, sync_register
from intake.errors import UnavailableError
from intake.settings import Settings
from intake.staff.exchange import machine_of
from intake.store.issuing import Numbering
from intake.store.number_hub import NumberHub, NumbersAtHubError
from intake.store.register import Register

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 10.0

off_line_option = click.option(
    "--off-line",
    is_flag=True,
    help="Give out numbers without asking the hub; only where no other desk issues.",
)


def numbering_of(
    settings: Settings, register: Register, now: datetime, *, off_line: bool
) -> Numbering:
    """Return who decides. With a hub, all is exchanged first, so that nobody's work is missed."""
    notes, machine = settings.backup.notes, machine_of(settings, register)
    if not machine.hub or off_line:
        return Numbering(notes=notes)
    try:
        with suppress(KeysNeedEyesError):
            sync_register(machine, now, take_keys=True)
    except UnavailableError as error:
        raise NumbersAtHubError(error) from error
    shared = Path(machine.shared_keys) if machine.shared_keys else None
    hub = NumberHub(
        remote=machine.remote,
        shared_keys=shared,
        pause=lambda attempt: _pause(machine, attempt),
        fetch=lambda: _fetch(machine, now),
    )
    return Numbering(notes=notes, hub=hub)


def _fetch(machine: Machine, now: datetime) -> None:
    # What is wrong with other keys is for "staff push" to tell; everything else was done.
    with suppress(KeysNeedEyesError):
        pull_register(machine, now)


def _pause(machine: Machine, attempt: int) -> None:
    machine.pause(machine.luck() * min(_FIRST_PAUSE * 2**attempt, _LONGEST_PAUSE))
