# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff pull`` and ``staff push``: exchange the register with the other machines."""

import random
import time
from collections.abc import Sequence

import click

from intake.actions.sync_register import (
    Machine,
    Synced,
    commit_leftovers,
    nothing_erased,
    sync_register,
    take_over,
)
from intake.actions.take_up import describe
from intake.settings import Settings
from intake.staff.desk import desk_settings, open_register, read_clock
from intake.store.claims import claimed
from intake.store.dossiers import CLAIM_PAPERS, Paper
from intake.store.register import Register

_dry_run = click.option(
    "--dry-run", is_flag=True, help="Say what would travel, and change nothing but git's memory."
)
_ALONE = "This machine is alone: the settings name no hub and no shared keys."


def machine_of(settings: Settings, register: Register) -> Machine:
    """Return this desk among the machines of the register."""
    return Machine(
        repository=register.repository,
        keys=settings.folders.keys,
        hub=settings.register.hub,
        shared_keys=settings.register.shared_keys,
        is_erased=nothing_erased,
        luck=random.SystemRandom().random,
        pause=time.sleep,
    )


@click.command()
@_dry_run
def pull(*, dry_run: bool) -> None:
    """Take over what other machines added. It is safe at any time; nothing here is replaced.

    Example: staff pull
    """
    settings = desk_settings()
    register = open_register(settings)
    machine = machine_of(settings, register)
    if machine.is_alone:
        click.echo(_ALONE)
        return
    if dry_run:
        click.echo(f"Would receive: {len(machine.remote.look()) if machine.hub else 0}")
        return
    _tell(take_over(machine, read_clock()), register)


@click.command()
@_dry_run
def push(*, dry_run: bool) -> None:
    """Give the other machines what was added here, and take over what they added.

    Example: staff push
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    machine = machine_of(settings, register)
    if machine.is_alone:
        click.echo(_ALONE)
        return
    if dry_run:
        click.echo(f"Would send: {len(machine.remote.waiting()) if machine.hub else 0}")
        return
    commit_leftovers(register.repository, now)
    _tell(sync_register(machine, now, take_keys=True), register)


def _tell(synced: Synced, register: Register) -> None:
    click.echo(f"Sent {len(synced.went)}, received {len(synced.came)}, key files {synced.keys}.")
    for line in _double_claims([*synced.came, *synced.went], register):
        click.echo(line)


def _double_claims(moved: Sequence[Paper], register: Register) -> list[str]:
    """Tell of dossiers that two of us took off line; the first to reach the hub has it."""
    numbers = {paper.number for paper in moved if paper.kind in CLAIM_PAPERS}
    if not numbers:
        return []
    claims = claimed(paper for paper in register.papers() if paper.number in numbers)
    return [
        f"{number} was taken more than once: {' / '.join(describe(register, several))}."
        f" The first has it; the others: staff give-back {number}"
        for number, several in sorted(claims.items())
        if len(several) > 1
    ]
