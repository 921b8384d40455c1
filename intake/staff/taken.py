# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff taken``: who works on what."""

import click

from intake.actions.list_taken import list_taken
from intake.staff.desk import as_json, desk_settings, open_register, print_json


@click.command()
@as_json
def taken(*, as_json: bool) -> None:
    """List what is taken, by whom and since when.

    Example: staff taken
    """
    found = list_taken(open_register(desk_settings()))
    if as_json:
        print_json([{"number": number, "by": list(by)} for number, by in found.items()])
        return
    for number, by in found.items():
        click.echo(f"{number}  {' / '.join(by)}")
    if not found:
        click.echo("Nothing is taken.")
