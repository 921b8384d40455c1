# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff states``: what receipt pages say of an order later."""

from collections import Counter

import click

from intake.actions.publish_state import publish_state, states_of_orders
from intake.openpgp.keyring import read_recipients
from intake.staff.desk import desk_settings, open_register, read_clock
from intake.store.published_states import states_file


@click.group()
def states() -> None:
    """Tell the receipt pages where orders are."""


@states.command()
@click.option("--dry-run", is_flag=True, help="Say what would be published, and write nothing.")
def publish(*, dry_run: bool) -> None:
    """Sign the number and state of each order that is more than received, for the web machine.

    Example: staff states publish
    """
    settings = desk_settings()
    published = states_of_orders(open_register(settings), read_clock())
    counts = Counter(str(state) for state in published.states.values())
    told = ", ".join(f"{state} {count}" for state, count in sorted(counts.items())) or "none"
    place = states_file(settings.folders.states)
    if dry_run:
        click.echo(f"Would publish in {place}: {told}")
        return
    publish_state(
        published,
        folder=settings.folders.states,
        home=settings.desk.gnupg_home,
        signers=read_recipients(settings.web.recipients),
    )
    click.echo(f"Published in {place}: {told}")
