# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff take``, ``give-back`` and ``taken``: who works on what."""

import secrets

import click

from intake.actions.sync_register import sync_register
from intake.actions.take_up import Claimant, describe, take_up
from intake.actions.take_up import give_back as end_claims
from intake.model.structured_communication import parse_number
from intake.openpgp.keyring import read_recipients
from intake.openpgp.own_name import own_name
from intake.staff.desk import (
    as_json,
    desk_settings,
    open_register,
    open_writer,
    print_json,
    read_clock,
)
from intake.staff.exchange import machine_of
from intake.store.claims import claimed

_off_line = click.option(
    "--off-line", is_flag=True, help="Do not ask the hub; staff push tells it later."
)


@click.command()
@click.argument("number")
@_off_line
@click.option("--dry-run", is_flag=True, help="Say who would take it, and write nothing.")
def take(number: str, *, off_line: bool, dry_run: bool) -> None:
    """Take an order or a request up, so that nobody else does. It leaves the queue.

    If somebody has it, you are told who. Without the hub at hand: --off-line; if two did so, the
    one whose claim reaches the hub first has it, and "staff push" says so.

    Example: staff take 2026000042
    """
    parsed, claimant = parse_number(number), _claimant(off_line=off_line)
    if dry_run:
        click.echo(f"Would take {parsed} for {claimant.by}")
        return
    take_up(parsed, secrets.token_hex(8), claimant=claimant, now=read_clock())
    click.echo(f"{parsed} is taken by {claimant.by}")


@click.command(name="give-back")
@click.argument("number")
@_off_line
@click.option("--anyones", is_flag=True, help="Also what somebody else took, who is away.")
@click.option("--dry-run", is_flag=True, help="Say who has it, and write nothing.")
def give_back(number: str, *, off_line: bool, anyones: bool, dry_run: bool) -> None:
    """Give an order or a request back to the queue.

    Example: staff give-back 2026000042
    """
    parsed, claimant = parse_number(number), _claimant(off_line=off_line)
    if dry_run:
        claims = claimed(claimant.register.papers()).get(parsed, [])
        click.echo("; ".join(describe(claimant.register, claims)) or f"Nobody has {parsed}.")
        return
    ended = end_claims(parsed, claimant=claimant, now=read_clock(), anyones=anyones)
    click.echo(f"{parsed} is given back" if ended else f"Nobody has {parsed}.")


@click.command()
@as_json
def taken(*, as_json: bool) -> None:
    """List what is taken, by whom and since when.

    Example: staff taken
    """
    register = open_register(desk_settings())
    found = {
        number: describe(register, claims) for number, claims in claimed(register.papers()).items()
    }
    if as_json:
        print_json([{"number": number, "by": by} for number, by in sorted(found.items())])
        return
    for number, by in sorted(found.items()):
        click.echo(f"{number}  {' / '.join(by)}")
    if not found:
        click.echo("Nothing is taken.")


def _claimant(*, off_line: bool) -> Claimant:
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    machine = machine_of(settings, register)

    def exchange() -> None:
        if machine.hub and not off_line:
            sync_register(machine, now, take_keys=True)

    return Claimant(
        by=own_name(settings.desk.gnupg_home, read_recipients(settings.web.recipients)),
        register=register,
        writer=open_writer(settings, register, now),
        exchange=exchange,
    )
