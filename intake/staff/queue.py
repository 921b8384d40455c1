# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff queue``: what waits for us, how far it is, and what is next."""

from datetime import datetime, timedelta

import click
from rich.table import Table
from rich.text import Text

from intake.actions.list_queue import Waiting, list_all, list_mine, list_queue
from intake.model.calendar import brussels_time_text, instant_text
from intake.model.order_state import FINISHED
from intake.model.urgency import Urgency
from intake.settings import Settings
from intake.staff.desk import (
    console,
    desk_settings,
    open_register,
    read_clock,
)
from intake.staff.listing import ListForm, Row, is_answered, list_options

# At this width there is room for who has it beside when it came.
_WIDE = 110
# Said twice: by a sign for whoever sees no colours, and by a colour for whoever does.
_SIGNS = {Urgency.LATE: "!!", Urgency.SOON: "!", Urgency.CALM: ""}
_STYLES = {Urgency.LATE: "bold red", Urgency.SOON: "yellow", Urgency.CALM: ""}


@click.command()
@click.option("--mine", is_flag=True, help="List what you have taken.")
@click.option("--all", "everything", is_flag=True, help="List also what is taken or finished.")
@list_options
def queue(*, mine: bool, everything: bool, form: ListForm) -> None:
    """List the orders and requests that are open and nobody has, the most urgent first.

    "!!" is late: past its deadline, paid for two days and not running, or unpaid for fourteen. "!"
    is next: its deadline is within a day, it is paid, or nobody has looked at it for two days. An
    order that is running, cancelled or ended is finished. Nothing is decrypted, but who has what
    for --mine and --all, once.

    Example: staff queue
    """
    if mine and everything:
        raise TwoListsError
    listed = _listed(desk_settings(), read_clock(), mine=mine, everything=everything)
    if is_answered("queue", [_as_json(one) for one in listed], form):
        return
    if not listed:
        click.echo("You have taken nothing." if mine else "The queue is empty.")
    else:
        answer = console()
        answer.print(_table(listed, shows_who=mine or everything, is_wide=answer.width >= _WIDE))


def _listed(settings: Settings, now: datetime, *, mine: bool, everything: bool) -> list[Waiting]:
    register, cache = open_register(settings), settings.register.cache
    if everything:
        return list_all(register=register, cache=cache, now=now)
    if mine:
        # Here: a plain look at the queue should not wait for what asks gpg.
        from intake.staff.claimant import name_at_desk  # noqa: PLC0415

        name = name_at_desk(settings)
        return list_mine(register=register, cache=cache, now=now, name=name)
    return list_queue(register=register, cache=cache, now=now)


def _as_json(one: Waiting) -> Row:
    return {
        "number": one.number,
        "kind": str(one.kind),
        "state": str(one.state) if one.state else None,
        "urgency": one.urgency.name.lower(),
        "received": instant_text(one.received),
        "waiting_minutes": int(one.since.total_seconds()) // 60,
        "deadline": instant_text(one.deadline) if one.deadline else None,
        "by": list(one.by),
    }


def _table(listed: list[Waiting], *, shows_who: bool, is_wide: bool) -> Table:
    """Return the list; all of it has to fit on a line of eighty letters."""
    table = Table(box=None, pad_edge=False)
    table.add_column("", width=2)
    for heading in ("Number", "Kind", "Received", "Waiting", "Deadline"):
        # How long it waits says it as well, where who has it needs the room.
        if heading != "Received" or is_wide or not shows_who:
            table.add_column(heading, no_wrap=True)
    if shows_who:
        table.add_column("Taken by", no_wrap=True, overflow="ellipsis")
    for one in listed:
        received = [brussels_time_text(one.received)] if is_wide or not shows_who else []
        table.add_row(
            _SIGNS[one.urgency],
            one.number,
            f"{one.kind} ({one.state})" if one.state else str(one.kind),
            *received,
            duration_text(one.since),
            brussels_time_text(one.deadline) if one.deadline else "",
            *([Text(" / ".join(map(_short, one.by)))] if shows_who else []),
            style=_STYLES[one.urgency] if one.state not in FINISHED else "dim",
        )
    return table


def _short(name: str) -> str:
    """Return the name of a user ID without its address.

    >>> _short("Ann <ann@example.org>")
    'Ann'
    """
    return name.partition(" <")[0]


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


class TwoListsError(click.UsageError):
    """Two lists were asked for at once."""

    def __init__(self) -> None:
        """Say which."""
        super().__init__("--mine and --all ask for different lists")
