# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff quotations``: name the prices of what is on request, and say that they are accepted."""

from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

import click

from intake.actions.accept_quotation import accept_quotation, plan_acceptance
from intake.actions.answer_order import answers_to, quotation_document
from intake.actions.make_quotation import (
    compose_quotation,
    make_quotation,
    order_to_quote,
    plan_quotation,
    quotation_mail,
)
from intake.actions.send_pro_forma import send_pro_forma
from intake.model.calendar import brussels_date
from intake.model.catalogue import Catalogue
from intake.model.named_prices import AcceptanceWay, NamedPrices, PlacedPrice
from intake.model.order import Order
from intake.model.quotation import VALIDITY, Quotation, quoted_order
from intake.model.sending import LetterKind
from intake.model.structured_communication import parse_number
from intake.price_lists import read_catalogue
from intake.settings import Settings
from intake.staff.desk import (
    console,
    desk_settings,
    is_confirmed,
    open_letter_sender,
    open_register,
    open_writer,
    read_clock,
)
from intake.staff.editor import typed_in_editor
from intake.staff.order_view import lines
from intake.staff.quotation_form import form_of, lines_of, read_form
from intake.store.durable import replace_file
from intake.store.register import Register

_NOT_DONE = "Nothing was done; add --apply."
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TARGET = click.Path(dir_okay=False, path_type=Path)
apply_option = click.option(
    "--apply", "is_applied", is_flag=True, help="Do it, without asking at a terminal."
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Show what would be done, and do nothing."
)


@click.group()
def quotations() -> None:
    """Put prices on what is ordered on request, and write down that they are accepted."""


@quotations.command()
@click.argument("number")
@click.option("--line", "typed", multiple=True, help="A net price: 1=450.00, 2=12.50/12 months.")
@click.option("--file", "path", type=_FILE, help="Read the prices from a TOML file.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Its last day; 30 days from now.")
@click.option("--pdf", type=_TARGET, help="Write the document here, to look at it.")
@apply_option
@dry_run_option
def make(  # noqa: PLR0913 - what is typed, each named
    number: str,
    *,
    typed: tuple[str, ...],
    path: Path | None,
    until: datetime | None,
    pdf: Path | None,
    is_applied: bool,
    dry_run: bool,
) -> None:
    """Name the prices of what an order has on request, and mail the quotation.

    Lines are counted from 1 as the order has them; each has one price, net, for one piece. Without
    --line or --file your editor opens with a form. A later quotation takes the place of an earlier
    one, until one is accepted.

    Example: staff quotations make 2026000042 --line 1=450.00 --until 2026-12-31 --dry-run
    """
    settings, now = desk_settings(), read_clock()
    register, catalogue = open_register(settings), read_catalogue(settings.folders.catalogue)
    order = order_to_quote(parse_number(number), register=register, now=now)
    last_day = until.date() if until else None
    prices, formed = _prices(
        order, typed, path, catalogue, last_day or brussels_date(now) + VALIDITY
    )
    named, quotation = plan_quotation(order, prices, last_day or formed, now=now)
    mail = compose_quotation(quotation, named.mark, settings=settings, catalogue=catalogue, now=now)
    _show(quotation, catalogue, [mail])
    if pdf:
        document = quotation_document(quotation, settings, catalogue)
        replace_file(pdf, document.content, private=True)
        click.echo(f"Wrote {pdf}")
    if dry_run or not (is_applied or is_confirmed("Send this quotation?")):
        click.echo(_NOT_DONE)
        return
    _send_quotation(named, register, settings, catalogue, now)


@quotations.command()
@click.argument("number")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the answer, if not today."
)
@click.option(
    "--by",
    "way",
    type=click.Choice([str(way) for way in AcceptanceWay]),
    default=str(AcceptanceWay.MAIL),
    show_default=True,
    help="How it was accepted. Of a signed mail you have verified the signature.",
)
@apply_option
@dry_run_option
def accept(number: str, *, on: datetime | None, way: str, is_applied: bool, dry_run: bool) -> None:
    """Write down that a quotation was accepted, and mail the payment request of its amount.

    What counts is the day of the answer. From then on transfers are matched with the amount that
    was quoted, and the invoice has its lines.

    Example: staff quotations accept 2026000042 --on 2026-12-01 --by signed-mail --dry-run
    """
    settings, now = desk_settings(), read_clock()
    register, catalogue = open_register(settings), read_catalogue(settings.folders.catalogue)
    day = on.date() if on else brussels_date(now)
    paper, quotation = plan_acceptance(parse_number(number), on=day, register=register, now=now)
    order = quoted_order(quotation)
    answers = answers_to(order, settings, catalogue, issued=brussels_date(now))
    _show(quotation, catalogue, [answer.make(now) for answer in answers])
    if dry_run or not (is_applied or is_confirmed("Accept it, and send the payment request?")):
        click.echo(_NOT_DONE)
        return
    accepted = accept_quotation(
        paper,
        on=day,
        way=AcceptanceWay(way),
        register=register,
        writer=open_writer(settings, register, now),
        now=now,
    )
    click.echo(f"Accepted: the quotation of order {order.number}, on {day}")
    sender = open_letter_sender(settings, register, now)
    for sent in send_pro_forma(order, settings, catalogue, sender=sender, about=accepted):
        click.echo(f"Handed over to the mail server: {sent.kind} {sent.number}")


def _prices(
    order: Order, typed: tuple[str, ...], path: Path | None, catalogue: Catalogue, until: date
) -> tuple[list[PlacedPrice], date | None]:
    if typed and path:
        raise TwoSourcesError
    if typed:
        return lines_of(typed), None
    if path:
        return read_form(path.read_text(encoding="utf-8"))
    form = form_of(order, catalogue.dated(order.price_list), until)
    return read_form(typed_in_editor("quotation.toml", text=form))


def _show(quotation: Quotation, catalogue: Catalogue, mails: list[EmailMessage]) -> None:
    """Show all lines with their sums, and the mails that would go."""
    answer, order = console(), quoted_order(quotation)
    answer.print(lines(order, catalogue.dated(order.price_list)))
    answer.print(f"Valid until {quotation.valid_until}")
    for mail in mails:
        body = mail.get_body(("plain",))
        click.echo(f"\nTo: {mail['To']}\nSubject: {mail['Subject']}\n")
        click.echo(body.get_content() if body else "")


def _send_quotation(
    named: NamedPrices, register: Register, settings: Settings, catalogue: Catalogue, now: datetime
) -> None:
    writer = open_writer(settings, register, now)
    paper = make_quotation(named, register=register, writer=writer, now=now)
    click.echo(f"Made: the quotation of order {named.number}, until {named.until}")
    mail = quotation_mail(paper, register, settings, catalogue, now)
    open_letter_sender(settings, register, now).send(mail, LetterKind.QUOTATION, paper)
    click.echo(f"Handed over to the mail server: quotation {named.number}")


class TwoSourcesError(click.UsageError):
    """Prices were typed and a file was named."""

    def __init__(self) -> None:
        """Say which."""
        super().__init__("the prices are either in --line or in --file")
