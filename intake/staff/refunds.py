# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff refunds``: what goes back, and the file for the bank that orders it."""

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from intake.actions.plan_refund import Owed, plan_refund, refunds_owed, to_order
from intake.bank.credit_transfer import OurAccount
from intake.model.structured_communication import parse_number
from intake.staff.desk import (
    console,
    desk_settings,
    open_register,
    open_writer,
    read_clock,
    reading_orders,
)
from intake.staff.listing import ListForm, is_answered, list_options


@click.group()
def refunds() -> None:
    """Pay back what came in too much."""


@refunds.command()
@click.option("--to", type=click.Path(path_type=Path), help="Write the SEPA file for the bank.")
@click.option("--only", multiple=True, help="Only the order of this number; may be repeated.")
@click.option(
    "--again",
    multiple=True,
    help="Also what an earlier file ordered for this number and no statement shows.",
)
@list_options
def plan(*, to: Path | None, only: tuple[str, ...], again: tuple[str, ...], form: ListForm) -> None:
    """Show what is owed, and with --to write a file that orders the bank to pay it (pain.001).

    What stands in a file is noted first, so that no second file pays it again. Money that came from
    several accounts, or not by the bank, a person pays back.

    Example: staff refunds plan --to refunds.xml
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    with reading_orders(quiet=not form.is_for_people) as progress:
        owed = refunds_owed(register=register, progress=progress)
    if not is_answered("refunds", [_json(one) for one in owed], form):
        _print(owed)
    if to is None:
        return
    chosen = to_order(owed, only=[*map(parse_number, only)], again=[*map(parse_number, again)])
    network = settings.network
    account = OurAccount(
        name=network.legal_name, iban=network.iban.replace(" ", ""), bic=network.bic
    )
    writer = open_writer(settings, register, now)
    plan_refund(chosen, to, account=account, register=register, writer=writer, now=now)
    click.echo(f"Refunds in {to}: {len(chosen)}", err=form.as_json)


def _print(owed: list[Owed]) -> None:
    if owed:
        console().print(_table(owed))
    else:
        click.echo("Nothing is owed.")


def _table(owed: list[Owed]) -> Table:
    table = Table("Order", "Amount", "Why", "State", "To", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for one in owed:
        state = "in a file, not seen yet" if one.is_planned else "owed"
        to = f"{one.payee.name or ''} {one.payee.iban}" if one.payee.iban else "by hand"
        table.add_row(one.number, str(one.amount), one.why, state, Text(to.strip()))
    return table


def _json(one: Owed) -> dict[str, str | bool | None]:
    return {
        "number": one.number,
        "amount": str(one.amount),
        "why": one.why,
        "planned": one.is_planned,
        "reference": one.given,
        "name": one.payee.name,
        "iban": one.payee.iban,
    }
