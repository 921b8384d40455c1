# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff give-back``: an order or a request goes back to the queue."""

import click

from intake.actions.give_back_order import give_back_order
from intake.actions.list_taken import list_taken
from intake.model.structured_communication import parse_number
from intake.staff.claimant import claimant_of, off_line_option
from intake.staff.desk import read_clock


@click.command(name="give-back")
@click.argument("number")
@off_line_option
@click.option("--anyones", is_flag=True, help="Also what somebody else took, who is away.")
@click.option("--dry-run", is_flag=True, help="Say who has it, and write nothing.")
def give_back(number: str, *, off_line: bool, anyones: bool, dry_run: bool) -> None:
    """Give an order or a request back to the queue.

    Example: staff give-back 2026000042
    """
    parsed, claimant = parse_number(number), claimant_of(off_line=off_line)
    if dry_run:
        by = list_taken(claimant.register).get(parsed, [])
        click.echo(" / ".join(by) or f"Nobody has {parsed}.")
        return
    ended = give_back_order(parsed, claimant=claimant, now=read_clock(), anyones=anyones)
    click.echo(f"{parsed} is given back" if ended else f"Nobody has {parsed}.")
