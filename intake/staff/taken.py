# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff taken``: who works on what."""

import click

from intake.actions.list_taken import list_taken
from intake.staff.desk import desk_settings, open_register
from intake.staff.listing import ListForm, is_answered, list_options


@click.command()
@list_options
def taken(*, form: ListForm) -> None:
    """List what is taken, by whom and since when.

    Example: staff taken
    """
    found = list_taken(open_register(desk_settings()))
    rows = [{"number": number, "by": list(by)} for number, by in found.items()]
    if is_answered("taken", rows, form):
        return
    for number, by in found.items():
        click.echo(f"{number}  {' / '.join(by)}")
    if not found:
        click.echo("Nothing is taken.")
