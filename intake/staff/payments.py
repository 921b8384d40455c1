# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff payments``: what came in, for which order, and what nobody knows the order of."""

from datetime import datetime
from pathlib import Path

import click

from intake.actions.import_payment import ImportPlan, import_payment, plan_import
from intake.actions.record_payment import payment_by_hand, payment_of_entry, record_payment
from intake.actions.rest_payment import rest_payment
from intake.actions.set_aside_payment import entry_to_set_aside, set_aside_payment
from intake.bank.csv_profile import read_profile
from intake.bank.read_file import read_statements
from intake.errors import RefusedError
from intake.model.money import NOTHING, Money
from intake.model.payment import PaymentSource
from intake.model.structured_communication import OrderNumber, parse_number
from intake.staff.desk import (
    as_json,
    console,
    desk_settings,
    is_confirmed,
    open_register,
    open_writer,
    print_json,
    read_clock,
    reading_orders,
)
from intake.staff.listing import ListForm, is_answered, list_options
from intake.staff.payment_view import pile_table, plan_json, plan_table, rest_json

_BY_HAND = [str(PaymentSource.CASH), str(PaymentSource.OTHER)]
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def payments() -> None:
    """Match transfers with orders, and record what came in otherwise."""


@payments.command(name="import")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--csv", "profile", type=_FILE, help="How the bank writes its CSV: a bank-csv/1.")
@click.option("--apply", "is_applied", is_flag=True, help="Write down what the plan says.")
@as_json
def import_(
    files: tuple[Path, ...], *, profile: Path | None, is_applied: bool, as_json: bool
) -> None:
    """Read statements of the bank (CODA 2, CAMT.053, CSV) and show which orders their entries pay.

    Nothing is written without --apply, or a yes at a terminal. A file that does not hold, or does
    not follow what is here, is refused, and all files with it. The same file again changes nothing.

    Example: staff payments import statement.coda
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    of_csv = read_profile(profile) if profile else None
    statements = [one for path in files for one in read_statements(path, of_csv)]
    account = settings.network.iban.replace(" ", "")
    with reading_orders(quiet=as_json) as progress:
        plan = plan_import(statements, account=account, register=register, progress=progress)
    if not as_json:
        _show(plan)
    paid: list[OrderNumber] = []
    is_asked = not as_json and not is_applied
    is_wanted = plan.statements and (is_applied or (is_asked and is_confirmed("Write this down?")))
    if is_wanted:
        writer = open_writer(settings, register, now)
        paid = import_payment(plan, register=register, writer=writer, now=now)
    if as_json:
        print_json(plan_json(plan, is_applied=bool(is_wanted), paid=paid))
    elif is_wanted:
        click.echo(f"Imported statements: {len(plan.statements)}; orders paid now: {len(paid)}")
    elif plan.statements:
        click.echo("Nothing was written; add --apply.")


def _show(plan: ImportPlan) -> None:
    click.echo(f"New statements: {len(plan.statements)}; here already: {plan.known}")
    if plan.matches:
        console().print(plan_table(plan))


@payments.command()
@click.argument("number")
@click.argument("amount")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--entry", help="The entry of the pile that it is, as staff payments rest shows it.")
@click.option(
    "--source",
    type=click.Choice(_BY_HAND),
    default=_BY_HAND[0],
    show_default=True,
    help="How it came, if not by the bank.",
)
@click.option("--again", is_flag=True, help="The same amount came a second time that day.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def record(  # noqa: PLR0913 - what is typed, each named
    number: str,
    amount: str,
    day: datetime,
    *,
    entry: str | None,
    source: str,
    again: bool,
    dry_run: bool,
) -> None:
    """Record what came in for an order: cash, or an entry of the pile.

    Example: staff payments record 2026000042 87.12 2026-11-24
    """
    settings, now = desk_settings(), read_clock()
    register, order = open_register(settings), parse_number(number)
    money, booked = parse_amount(amount), day.date()
    recorded = (
        payment_of_entry(order, money, booked, mark=entry, register=register, now=now)
        if entry
        else payment_by_hand(
            order,
            money,
            booked,
            source=PaymentSource(source),
            register=register,
            now=now,
            again=again,
        )
    )
    verb = "Would record" if dry_run else "Recorded"
    if not dry_run:
        writer = open_writer(settings, register, now)
        recorded = record_payment(recorded, register=register, writer=writer, now=now)
    click.echo(f"{verb} for order {order}: {money} of {booked}")
    if recorded.is_paid:
        click.echo(f"Order {order} is paid.")
    if recorded.remark:
        click.echo(f"Note: {recorded.remark}")
    if recorded.left > NOTHING:
        click.echo(f"Of this entry {recorded.left} is not recorded yet.")


@payments.command()
@list_options
def rest(*, form: ListForm) -> None:
    """List the pile: what came in and is booked on no order, with orders that it might be for.

    Example: staff payments rest
    """
    with reading_orders(quiet=not form.is_for_people) as progress:
        left = rest_payment(register=open_register(desk_settings()), progress=progress)
    if is_answered("pile", rest_json(left), form):
        return
    if not left:
        click.echo("The pile is empty.")
        return
    console().print(pile_table(left))


@payments.command(name="set-aside")
@click.argument("entry")
@click.argument("reason")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def set_aside(entry: str, reason: str, *, dry_run: bool) -> None:
    """Take an entry off the pile that pays no order, and say why.

    Example: staff payments set-aside 0123456789abcdef "a gift"
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    found = entry_to_set_aside(entry, register=register)
    if not dry_run:
        set_aside_payment(found, reason, writer=open_writer(settings, register, now), now=now)
    click.echo(f"{'Would set' if dry_run else 'Set'} aside: {found[1].amount}, {entry}")


def parse_amount(text: str) -> Money:
    """Read an amount as people type it, with a point or a comma."""
    try:
        amount = Money.parse(text.replace(",", "."))
    except ValueError as error:
        raise AmountError(text) from error
    if amount <= NOTHING:
        raise AmountError(text)
    return amount


class AmountError(RefusedError):
    """This is no amount."""

    def __init__(self, text: str) -> None:
        """Say what one looks like."""
        super().__init__(f"{text!r} is no amount such as 87.12, above 0; nothing was written")
