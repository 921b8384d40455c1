# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``staff pull`` and ``staff push`` share: this desk among the machines, and the answer."""

import random
import time

import click

from intake.actions.list_taken import double_claims
from intake.actions.sync_register import Machine, Synced
from intake.settings import Settings
from intake.store.register import Register

ALONE = "This machine is alone: the settings name no hub and no shared keys."
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would travel, and change nothing but git's memory."
)


def machine_of(settings: Settings, register: Register) -> Machine:
    """Return this desk among the machines of the register."""
    return Machine(
        repository=register.repository,
        keys=settings.folders.keys,
        hub=settings.register.hub,
        shared_keys=settings.register.shared_keys,
        luck=random.SystemRandom().random,
        pause=time.sleep,
    )


def tell(synced: Synced, register: Register) -> None:
    """Say what travelled, and of which dossiers two of us took hold off line."""
    click.echo(f"Sent {len(synced.went)}, received {len(synced.came)}, key files {synced.keys}.")
    for number, by in double_claims(register, [*synced.came, *synced.went]).items():
        click.echo(
            f"{number} was taken more than once: {' / '.join(by)}."
            f" The first has it; the others: staff give-back {number}"
        )
