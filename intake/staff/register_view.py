# SPDX-License-Identifier: GPL-3.0-or-later
"""How the register is, on one screen or in JSON."""

import click
from rich.table import Table

from intake.actions.status_register import EXPIRES_SOON, Growth, RegisterStatus
from intake.model.calendar import brussels_time_text, instant_text
from intake.staff.desk import Json, console
from intake.staff.queue import duration_text

_KILO = 1024


def show_status(found: RegisterStatus) -> None:
    """Print it for people."""
    table = Table("Month", "Dossiers", "Papers", "Size", box=None, pad_edge=False)
    for month, growth in [*found.months.items(), ("all", found.total)]:
        table.add_row(month, str(growth.dossiers), str(growth.papers), size_text(growth.size))
    console().print(table)
    click.echo()
    for line in _lines(found):
        click.echo(line)


def size_text(size: int) -> str:
    """Return a size in the largest unit of which there is one.

    >>> size_text(500), size_text(5_000), size_text(5_000_000)
    ('500 B', '4 KiB', '4 MiB')
    """
    for unit in ("B", "KiB", "MiB"):
        if size < _KILO:
            return f"{size} {unit}"
        size //= _KILO
    return f"{size} GiB"


def _lines(found: RegisterStatus) -> list[str]:
    oldest, since = found.oldest_untaken, found.uncommitted_since
    waits = f"{oldest.number}, {duration_text(oldest.since)}" if oldest else "none"
    lag = f", the oldest of {brussels_time_text(since)}" if since else ""
    return [
        f"Git: {size_text(found.git_size)}, objects in files of their own: {found.loose}",
        f"Key packets: {size_text(found.keys_size)}",
        f"Not yet in git: {found.uncommitted}{lag}",
        f"Oldest order that nobody has taken up: {waits}",
        f"Letters that did not leave: {found.unsent}",
        *(
            f"Key {one.fingerprint} is unusable {EXPIRES_SOON.days} days from now: it {one.fault}"
            for one in found.expiring
        ),
    ]


def status_as_json(found: RegisterStatus) -> Json:
    """Return it for programs."""
    oldest, since = found.oldest_untaken, found.uncommitted_since
    return {
        **_growth(found.total),
        "git_size": found.git_size,
        "loose_objects": found.loose,
        "keys_size": found.keys_size,
        "uncommitted": found.uncommitted,
        "uncommitted_since": instant_text(since) if since else None,
        "oldest_untaken": oldest.number if oldest else None,
        "oldest_untaken_minutes": int(oldest.since.total_seconds()) // 60 if oldest else None,
        "unsent": found.unsent,
        "expiring_keys": [
            {"fingerprint": one.fingerprint, "fault": one.fault} for one in found.expiring
        ],
        "months": {month: _growth(growth) for month, growth in found.months.items()},
    }


def _growth(growth: Growth) -> dict[str, int]:
    return {"dossiers": growth.dossiers, "papers": growth.papers, "size": growth.size}
