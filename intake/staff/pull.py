# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff pull``: take over what other machines added."""

import click

from intake.actions.pull_register import pull_register
from intake.staff.desk import desk_settings, open_register, read_clock
from intake.staff.exchange import ALONE, dry_run_option, machine_of, tell


@click.command()
@dry_run_option
def pull(*, dry_run: bool) -> None:
    """Take over what other machines added. It is safe at any time; nothing here is replaced.

    Example: staff pull
    """
    settings = desk_settings()
    register = open_register(settings)
    machine = machine_of(settings, register)
    if machine.is_alone:
        click.echo(ALONE)
        return
    if dry_run:
        click.echo(f"Would receive: {len(machine.remote.look()) if machine.hub else 0}")
        return
    tell(pull_register(machine, read_clock()), register)
