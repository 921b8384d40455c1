# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff orders``: read one order, and mark what has become of it."""

import json
from collections.abc import Iterator
from datetime import datetime

import click
from rich.table import Table
from rich.text import Text

from intake.actions.mark_order import mark_order
from intake.actions.show_order import show_order
from intake.model.calendar import brussels_date, brussels_time_text
from intake.model.catalogue import PriceList
from intake.model.domain_name import readable
from intake.model.language import NAMES, Language, money_text, percent_text
from intake.model.order import Order
from intake.model.order_state import OrderState
from intake.model.structured_communication import communication_text, parse_number
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
from intake.store.records import order_to_json

_DESK = Language.EN


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
    order = show_order(parse_number(number), register=open_register(settings))
    if as_json:
        print_json(json.loads(order_to_json(order)))
        return
    price_list = read_catalogue(settings.folders.catalogue).dated(order.price_list)
    answer = console()
    answer.print(_about(order))
    answer.print()
    answer.print(_lines(order, price_list))


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

    The last mark counts, so marking again corrects a mistake. The receipt page of the order shows
    it after "staff states publish".

    Example: staff orders mark 2026000042 paid --on 2026-11-24
    """
    settings, now = desk_settings(), read_clock()
    day = on.date() if on else brussels_date(now)
    order, register = parse_number(number), open_register(settings)
    if dry_run:
        register.order_paper(order)
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


def _about(order: Order) -> Table:
    table = Table.grid(padding=(0, 3))
    for name, value in _facts(order):
        # Text, so that what a member typed is never read as rich's markup.
        table.add_row(Text(name, style="dim"), Text(value))
    return table


def _facts(order: Order) -> Iterator[tuple[str, str]]:
    request, customer = order.request, order.request.customer
    yield "Order", order.number
    yield "Communication", communication_text(order.number)
    yield "Received", brussels_time_text(order.received)
    yield "Language", NAMES[request.language]
    yield "Customer", f"{customer.organisation or customer.name} ({customer.kind})"
    if customer.organisation:
        yield "Contact", customer.name
    if customer.vat_number_text:
        yield "VAT number", customer.vat_number_text
    yield "E-mail", customer.email
    yield "Address", f"{customer.street}, {customer.postcode} {customer.city}, {customer.country}"
    if customer.is_consumer:
        yield "Start", "at once, as asked" if request.start_now else "after the 14 days"
    if special := order.special:
        net = money_text(special.net, _DESK)
        price = f"{special.offer_id}, {special.months} months: {net} net, until {special.until}"
        yield "Special price", price
    if request.remarks:
        yield "Remarks", request.remarks


def _lines(order: Order, price_list: PriceList) -> Table:
    totals = order.totals
    table = Table(box=None, pad_edge=False, show_footer=False)
    table.add_column("Offer")
    table.add_column("Term")
    table.add_column("Net", justify="right")
    for line in order.lines:
        name = price_list.offer(line.offer_id).names[_DESK]
        if line.domain_name:
            name = f"{name}: {readable(line.domain_name)}"
        term = f"{line.term_months} months"
        table.add_row(Text(name), term, money_text(line.net, _DESK))
    table.add_section()
    table.add_row("Net", "", money_text(totals.net, _DESK))
    for one in totals.vat_lines:
        table.add_row(f"VAT {percent_text(one.rate, _DESK)}", "", money_text(one.vat, _DESK))
    table.add_row("Total", "", money_text(totals.total, _DESK), style="bold")
    return table
