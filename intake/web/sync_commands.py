# SPDX-License-Identifier: GPL-3.0-or-later
"""``intake sync``: exchange the register with the hub, beside an intake that runs."""

import logging
import random
import time
from datetime import UTC, datetime

import click

from intake.actions.sync_register import Machine, sync_register
from intake.errors import IntakeError, exit_code
from intake.settings import Settings, read_settings, settings_file
from intake.store.git import Repository

_log = logging.getLogger(__name__)


@click.command()
@click.option("--every", type=click.FloatRange(min=1), help="Go on, with so many seconds between.")
def sync(*, every: float | None) -> None:
    """Push the register to its hub, and take over what other machines added.

    Once, for a timer; with --every until it is stopped. It runs beside the intake.

    Example: intake sync --every 5
    """
    try:
        settings = read_settings(settings_file())
        if every is None:
            click.echo(_exchanged(settings))
    except IntakeError as error:
        click.echo(f"intake: {error}", err=True)
        raise SystemExit(exit_code(error)) from None
    while every:
        try:
            click.echo(_exchanged(settings))
        except IntakeError as error:
            # The next round may find the hub awake.
            _log.error("%s", error)
        time.sleep(every)


def _exchanged(settings: Settings) -> str:
    machine = Machine(
        repository=Repository(settings.folders.register, settings.register.signing_key),
        keys=settings.folders.keys,
        hub=settings.register.hub,
        shared_keys=settings.register.shared_keys,
        luck=random.SystemRandom().random,
        pause=time.sleep,
    )
    if machine.is_alone:
        return "this machine is alone: the settings name no hub and no shared keys"
    now = datetime.now(UTC)  # noqa: TID251  # this door's clock
    synced = sync_register(machine, now, take_keys=False)
    return f"sent {len(synced.went)}, received {len(synced.came)}, key files {synced.keys}"
