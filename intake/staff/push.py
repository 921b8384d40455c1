# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff push``: exchange what was added, both ways."""

import click

from intake.actions.push_register import push_register
from intake.staff.desk import desk_settings, open_register, read_clock
from intake.staff.exchange import ALONE, dry_run_option, machine_of, tell


@click.command()
@dry_run_option
def push(*, dry_run: bool) -> None:
    """Give the other machines what was added here, and take over what they added.

    Example: staff push
    """
    settings = desk_settings()
    register = open_register(settings)
    machine = machine_of(settings, register)
    if machine.is_alone:
        click.echo(ALONE)
        return
    if dry_run:
        click.echo(f"Would send: {len(machine.remote.waiting()) if machine.hub else 0}")
        return
    tell(push_register(machine, read_clock()), register)
