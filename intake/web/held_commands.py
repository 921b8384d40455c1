# SPDX-License-Identifier: GPL-3.0-or-later
"""``intake held``: what the web machine does with the held box. It cannot read it."""

from datetime import UTC, datetime

import click

from intake.actions.expire_held import expire_held
from intake.errors import IntakeError, exit_code
from intake.settings import read_settings, settings_file
from intake.store.held_box import HeldBox


@click.group()
def held() -> None:
    """Look after the held box, where doubtful orders wait for a person."""


@held.command()
def expire() -> None:
    """Delete what has been held for fourteen days; for a daily timer.

    Example: intake held expire
    """
    try:
        settings = read_settings(settings_file())
    except IntakeError as error:
        click.echo(f"intake: {error}", err=True)
        raise SystemExit(exit_code(error)) from None
    now = datetime.now(UTC)  # noqa: TID251  # this door's clock
    gone = expire_held(box=HeldBox(folder=settings.folders.held), now=now)
    click.echo(f"held orders deleted: {gone}")
