# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff orders``: read one order, and mark what has become of it."""

import secrets
from datetime import datetime
from pathlib import Path

import click

from intake.actions.add_note import add_note
from intake.actions.cancel_order import (
    cancel_order,
    cancellation_mail,
    compose_cancellation,
    plan_cancellation,
    send_cancellation,
)
from intake.actions.mark_order import check_mark, mark_order
from intake.actions.show_order import document_answering, show_order
from intake.model.calendar import brussels_date
from intake.model.order_state import OrderState
from intake.model.structured_communication import OrderNumber, parse_number
from intake.price_lists import read_catalogue
from intake.settings import Settings
from intake.staff.claimant import name_at_desk
from intake.staff.desk import (
    as_json,
    desk_settings,
    is_confirmed,
    open_letter_sender,
    open_register,
    open_writer,
    print_json,
    read_clock,
    reading,
)
from intake.staff.dossier_view import cancellation_lines, order_json, print_order
from intake.store.durable import replace_file
from intake.store.register import OrderNotFoundError, Register


@click.group()
def orders() -> None:
    """Read orders, and mark what has become of them."""


@orders.command()
@click.argument("number")
@click.option(
    "--pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the payment request or the quotation here, as the member has it.",
)
@as_json
def show(number: str, *, pdf: Path | None, as_json: bool) -> None:
    """Decrypt all papers of an order: how it came to where it is, and what it is now.

    The number may be written as a structured communication. A paper that cannot be read is named
    as such; if that is the order itself, the exit code says so.

    Example: staff orders show 2026000042
    """
    settings = desk_settings()
    register, catalogue = open_register(settings), read_catalogue(settings.folders.catalogue)
    with reading("papers", quiet=as_json) as progress:
        shown = show_order(parse_number(number), register=register, progress=progress)
    if as_json:
        print_json(order_json(shown))
    else:
        print_order(shown, catalogue)
    if shown.order is None:
        raise shown.fault or OrderNotFoundError(shown.number)
    if pdf:
        document = document_answering(shown.number, register, settings, catalogue)
        replace_file(pdf, document.content, private=True)
        click.echo(f"Wrote {pdf}", err=True)


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


@orders.command()
@click.argument("number")
@click.option("--reason", help="Why, as a note for colleagues; it is not in the letter.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which it happened, if not today.",
)
@click.option("--no-letter", is_flag=True, help="Mail nothing: whoever ordered knows.")
@click.option("--apply", "is_applied", is_flag=True, help="Do it, without asking at a terminal.")
@click.option("--dry-run", is_flag=True, help="Show the plan and the letter, and do nothing.")
def cancel(  # noqa: PLR0913 - what is typed, each named
    number: str,
    *,
    reason: str | None,
    on: datetime | None,
    no_letter: bool,
    is_applied: bool,
    dry_run: bool,
) -> None:
    """Cancel an order that has no invoice yet, and tell whoever ordered, in his language.

    Shows first what would happen, what money has to be given back and the letter; nothing is done
    without --apply, or a yes at a terminal. After the invoice there is only the credit note.

    Example: staff orders cancel 2026000042 --reason "She found another host." --dry-run
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    day = on.date() if on else brussels_date(now)
    plan = plan_cancellation(parse_number(number), register=register)
    mail = None
    if not no_letter:
        mail = compose_cancellation(
            plan.order, day, plan.to_refund, "planned", settings=settings, now=now
        )
    for line in cancellation_lines(plan, day, mail):
        click.echo(line)
    if dry_run or not (is_applied or is_confirmed("Cancel this order?")):
        click.echo("Nothing was done; add --apply.")
        return
    writer = open_writer(settings, register, now)
    if reason:
        _note(plan.order.number, reason, settings, register, now)
    paper = cancel_order(plan, on=day, register=register, writer=writer, now=now)
    click.echo(f"Cancelled: order {plan.order.number}")
    if mail:
        catalogue = read_catalogue(settings.folders.catalogue)
        mail = cancellation_mail(paper, register, settings, catalogue, now)
        send_cancellation(paper, mail, sender=open_letter_sender(settings, register, now))
        click.echo(f"Handed over to the mail server: cancellation {plan.order.number}")


def _note(
    number: OrderNumber, text: str, settings: Settings, register: Register, now: datetime
) -> None:
    by, writer = name_at_desk(settings), open_writer(settings, register, now)
    add_note(number, text, secrets.token_hex(8), by=by, register=register, writer=writer, now=now)
