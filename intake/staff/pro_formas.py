# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff pro-formas``: send a payment request again."""

import click

from intake.actions.answer_order import answers_to
from intake.actions.send_pro_forma import send_pro_forma
from intake.model.structured_communication import parse_number
from intake.price_lists import read_catalogue
from intake.staff.desk import desk_settings, open_letter_sender, open_register, read_clock
from intake.store.agreed_orders import agreed_order


@click.group("pro-formas")
def pro_formas() -> None:
    """Send payment requests."""


@pro_formas.command()
@click.argument("number")
@click.option("--dry-run", is_flag=True, help="Show the letters, and send nothing.")
def send(number: str, *, dry_run: bool) -> None:
    """Mail the payment request of an order once more, because somebody asks for it.

    What was never sent, "staff outbox send" sends.

    With its copy for the accounts, if the order wants one. An order with something on request gets
    the confirmation of that instead.

    Example: staff pro-formas send 2026000042 --dry-run
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    agreed = agreed_order(parse_number(number), register)
    order = agreed.order
    catalogue = read_catalogue(settings.folders.catalogue)
    if dry_run:
        for answer in answers_to(order, settings, catalogue, issued=agreed.issued):
            mail = answer.make(now)
            body = mail.get_body(("plain",))
            click.echo(f"To: {mail['To']}\nSubject: {mail['Subject']}\n")
            click.echo(body.get_content() if body else "")
        return
    sender = open_letter_sender(settings, register, now)
    for sent in send_pro_forma(order, settings, catalogue, sender=sender, about=agreed.paper):
        click.echo(f"Handed over to the mail server: {sent.kind} {sent.number}")
