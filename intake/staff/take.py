# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff take``: work on an order or a request, and nobody else does."""

import secrets

import click

from intake.actions.take_order import take_order
from intake.model.structured_communication import parse_number
from intake.staff.claimant import claimant_of, off_line_option
from intake.staff.desk import read_clock


@click.command()
@click.argument("number")
@off_line_option
@click.option("--dry-run", is_flag=True, help="Say who would take it, and write nothing.")
def take(number: str, *, off_line: bool, dry_run: bool) -> None:
    """Take an order or a request up, so that nobody else does. It leaves the queue.

    If somebody has it, you are told who. Without the hub at hand: --off-line; if two did so, the
    one whose claim reaches the hub first has it, and "staff push" says so.

    Example: staff take 2026000042
    """
    parsed, claimant = parse_number(number), claimant_of(off_line=off_line)
    if dry_run:
        click.echo(f"Would take {parsed} for {claimant.by}")
        return
    take_order(parsed, secrets.token_hex(8), claimant=claimant, now=read_clock())
    click.echo(f"{parsed} is taken by {claimant.by}")
