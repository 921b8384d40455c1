# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff held``: orders that wait until one of us has looked at them."""

import json

import click
from rich.table import Table

from intake.actions.list_held import list_held
from intake.actions.release_held import release_held
from intake.actions.send_letter import LetterSender
from intake.actions.send_pro_forma import send_pro_forma
from intake.actions.show_held import show_held
from intake.model.calendar import brussels_time_text, instant_text
from intake.model.catalogue import PriceList
from intake.model.held_order import HeldOrder
from intake.model.order import Order, numbered
from intake.model.structured_communication import DESK_MACHINE, OrderNumber
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import open_sealer
from intake.price_lists import read_catalogue
from intake.settings import Settings
from intake.staff.desk import as_json, console, desk_settings, print_json, read_clock
from intake.staff.listing import ListForm, is_answered, list_options
from intake.staff.order_view import about_held, lines, why_held
from intake.store.held_box import HeldBox
from intake.store.held_records import held_to_json
from intake.store.queue import Queue


@click.group()
def held() -> None:
    """Look at doubtful orders, and make orders of those that are honest."""


@held.command(name="list")
@list_options
def list_(*, form: ListForm) -> None:
    """List what is held, the oldest first, and why. Nothing is decrypted for another form.

    Example: staff held list
    """
    settings = desk_settings()
    opener = Opener(settings.desk.gnupg_home) if form.is_for_people else None
    waiting = list_held(box=_box(settings), opener=opener)
    rows = [
        {
            "mark": one.paper.mark,
            "received": instant_text(one.paper.received),
            "until": instant_text(one.until),
        }
        for one in waiting
    ]
    if is_answered("held", rows, form):
        return
    if not waiting:
        click.echo("Nothing is held.")
        return
    table = Table("Mark", "Received", "Kept until", "Held for", box=None, pad_edge=False)
    for one in waiting:
        received, until = brussels_time_text(one.paper.received), brussels_time_text(one.until)
        why = "cannot be read" if one.doubts is None else why_held(one.doubts)
        table.add_row(one.paper.mark, received, until, why)
    console().print(table)


@held.command()
@click.argument("mark")
@as_json
def show(mark: str, *, as_json: bool) -> None:
    """Decrypt a held order and show it, with why it is held. With --json, its record.

    Example: staff held show 0123456789abcdef
    """
    settings = desk_settings()
    box = _box(settings)
    order = show_held(box.paper(mark), box=box, opener=Opener(settings.desk.gnupg_home))
    if as_json:
        # Through JSON, so that no character of it reaches the terminal as a command.
        print_json(json.loads(held_to_json(order)))
        return
    price_list = read_catalogue(settings.folders.catalogue).dated(order.price_list)
    answer = console()
    answer.print(about_held(order))
    answer.print()
    answer.print(lines(_as_order(order, price_list), price_list))


@held.command()
@click.argument("mark")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def release(mark: str, *, dry_run: bool) -> None:
    """Make an ordinary order of a held one, and mail its payment request.

    Example: staff held release 0123456789abcdef --dry-run
    """
    settings, now = desk_settings(), read_clock()
    box = _box(settings)
    paper = box.paper(mark)
    order = show_held(paper, box=box, opener=Opener(settings.desk.gnupg_home))
    if dry_run:
        click.echo(f"Would make an order of {paper.mark}, held for: {', '.join(order.doubts)}")
        return
    catalogue = read_catalogue(settings.folders.catalogue)
    queue = Queue(
        register=settings.folders.register,
        keys=settings.folders.keys,
        machine=DESK_MACHINE,
        sealer=open_sealer(settings.web.keyring, settings.web.recipients, now),
        clock=lambda: now,
        guest=True,
        signing_key=settings.register.signing_key,
    )
    with queue:
        released = release_held(paper, order, box=box, queue=queue, catalogue=catalogue, now=now)
        click.echo(f"Order {released.number} is in the queue")
        sender = LetterSender(writer=queue.writer, server=settings.mail.server, clock=lambda: now)
        for sent in send_pro_forma(released, settings, catalogue, sender=sender):
            click.echo(f"Handed over to the mail server: {sent.kind} {sent.number}")


def _as_order(held: HeldOrder, price_list: PriceList) -> Order:
    """Return the order that it would become, to see its prices; it has no number yet."""
    number = OrderNumber("0000000000")
    return numbered(held.request, price_list, held.vat, number=number, received=held.received)


def _box(settings: Settings) -> HeldBox:
    return HeldBox(folder=settings.folders.held)
