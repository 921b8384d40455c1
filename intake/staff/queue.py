# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff queue``: what waits for us."""

from datetime import timedelta

import click
from rich.table import Table

from intake.actions.list_queue import list_queue
from intake.model.calendar import brussels_time_text, instant_text
from intake.staff.desk import as_json, console, desk_settings, open_register, print_json, read_clock

_LONG = timedelta(days=2)


@click.command()
@as_json
def queue(*, as_json: bool) -> None:
    """List the orders and requests that wait, the longest waiting first. Nothing is decrypted.

    Example: staff queue
    """
    now = read_clock()
    waiting = list_queue(register=open_register(desk_settings()), now=now)
    if as_json:
        print_json(
            [
                {
                    "number": one.number,
                    "kind": str(one.kind),
                    "received": instant_text(one.received),
                    "waiting_minutes": int(one.since.total_seconds()) // 60,
                    "deadline": instant_text(one.deadline) if one.deadline else None,
                }
                for one in waiting
            ],
        )
        return
    if not waiting:
        click.echo("The queue is empty.")
        return
    table = Table("Number", "Kind", "Received", "Waiting", "Deadline", box=None, pad_edge=False)
    for one in waiting:
        is_late = one.deadline < now if one.deadline else one.since > _LONG
        table.add_row(
            one.number,
            str(one.kind),
            brussels_time_text(one.received),
            duration_text(one.since),
            brussels_time_text(one.deadline) if one.deadline else "",
            style="bold" if is_late else None,
        )
    console().print(table)


def duration_text(duration: timedelta) -> str:
    """Return a duration in the two largest units that matter.

    >>> duration_text(timedelta(days=1, hours=2, minutes=3))
    '1 d 2 h'
    """
    minutes = max(int(duration.total_seconds()) // 60, 0)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
