# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff queue``: what waits for us, and how far it is."""

from datetime import datetime, timedelta

import click
from rich.table import Table

from intake.actions.list_queue import Waiting, list_all, list_queue
from intake.model.calendar import brussels_time_text, instant_text
from intake.model.order_state import FINISHED
from intake.staff.desk import (
    Json,
    as_json,
    console,
    desk_settings,
    open_register,
    print_json,
    read_clock,
)

_LONG = timedelta(days=2)


@click.command()
@click.option("--all", "everything", is_flag=True, help="List also what is finished.")
@as_json
def queue(*, everything: bool, as_json: bool) -> None:
    """List the orders and requests that are open, the longest waiting first.

    An order that is running, cancelled or ended is finished. Nothing is decrypted.

    Example: staff queue
    """
    now, settings = read_clock(), desk_settings()
    register = open_register(settings)
    if everything:
        listed = list_all(register=register, now=now)
    else:
        listed = list_queue(register=register, cache=settings.register.cache, now=now)
    if as_json:
        print_json([_as_json(one) for one in listed])
    elif not listed:
        click.echo("The queue is empty.")
    else:
        _print_table(listed, now)


def _as_json(one: Waiting) -> Json:
    return {
        "number": one.number,
        "kind": str(one.kind),
        "state": str(one.state) if one.state else None,
        "received": instant_text(one.received),
        "waiting_minutes": int(one.since.total_seconds()) // 60,
        "deadline": instant_text(one.deadline) if one.deadline else None,
    }


def _print_table(listed: list[Waiting], now: datetime) -> None:
    table = Table("Number", "Kind", "Received", "Waiting", "Deadline", box=None, pad_edge=False)
    for one in listed:
        is_late = one.deadline < now if one.deadline else one.since > _LONG
        table.add_row(
            one.number,
            # In one column: all of it has to fit on a line of eighty letters.
            f"{one.kind} ({one.state})" if one.state else str(one.kind),
            brussels_time_text(one.received),
            duration_text(one.since),
            brussels_time_text(one.deadline) if one.deadline else "",
            style="bold" if is_late and one.state not in FINISHED else None,
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
