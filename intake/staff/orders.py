# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff orders``: read one order, and mark what has become of it."""

import json
from datetime import datetime

import click

from intake.actions.mark_order import check_mark, mark_order
from intake.actions.show_order import show_order
from intake.model.calendar import brussels_date
from intake.model.order_state import OrderState
from intake.model.structured_communication import parse_number
from intake.price_lists import read_catalogue
from intake.staff.desk import (
    as_json,
    console,
    desk_settings,
    open_register,
    open_writer,
    print_json,
    read_clock,
)
from intake.staff.order_view import about, lines
from intake.staff.payment_view import money_table
from intake.store.order_accounts import payments_of
from intake.store.records import order_to_json


@click.group()
def orders() -> None:
    """Read orders, and mark what has become of them."""


@orders.command()
@click.argument("number")
@as_json
def show(number: str, *, as_json: bool) -> None:
    """Decrypt an order and show it. The number may be written as a structured communication.

    Example: staff orders show 2026000042
    """
    settings = desk_settings()
    register = open_register(settings)
    order = show_order(parse_number(number), register=register)
    if as_json:
        print_json(json.loads(order_to_json(order)))
        return
    price_list = read_catalogue(settings.folders.catalogue).dated(order.price_list)
    answer = console()
    answer.print(about(order))
    answer.print()
    answer.print(lines(order, price_list))
    payments = payments_of(order.number, register)
    if payments:
        answer.print()
        answer.print(money_table(payments))


@orders.command()
@click.argument("number")
@click.argument("state", type=click.Choice([str(one) for one in OrderState]))
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which it happened, if not today.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def mark(number: str, state: str, *, on: datetime | None, dry_run: bool) -> None:
    """Write down what you have seen of an order: that it is paid, running and so on.

    What makes no sense where the order is, is refused with the rule. A mark that was a mistake is
    taken back by marking the order as received. The receipt page of the order shows the last mark
    after "staff states publish".

    Example: staff orders mark 2026000042 paid --on 2026-11-24
    """
    settings, now = desk_settings(), read_clock()
    day = on.date() if on else brussels_date(now)
    order, register = parse_number(number), open_register(settings)
    if dry_run:
        check_mark(register.dossier(order), OrderState(state))
        click.echo(f"Would mark order {order}: {state} on {day}")
        return
    mark_order(
        order,
        OrderState(state),
        on=day,
        register=register,
        writer=open_writer(settings, register, now),
        now=now,
    )
    click.echo(f"Marked order {order}: {state} on {day}")
