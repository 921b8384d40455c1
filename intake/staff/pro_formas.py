# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff pro-formas``: send a payment request again."""

import click

from intake.actions.send_pro_forma import send_pro_forma
from intake.actions.show_order import show_order
from intake.model.structured_communication import parse_number
from intake.price_lists import read_catalogue
from intake.staff.desk import desk_settings, open_register, read_clock


@click.group("pro-formas")
def pro_formas() -> None:
    """Send payment requests."""


@pro_formas.command()
@click.argument("number")
@click.option("--dry-run", is_flag=True, help="Show the letter, and send nothing.")
def send(number: str, *, dry_run: bool) -> None:
    """Make the payment request of an order again and mail it, when the first was lost.

    Example: staff pro-formas send 2026000042 --dry-run
    """
    settings = desk_settings()
    order = show_order(parse_number(number), register=open_register(settings))
    catalogue = read_catalogue(settings.folders.catalogue)
    mail = send_pro_forma(order, settings, catalogue, read_clock(), dry_run=dry_run)
    if dry_run:
        body = mail.get_body(("plain",))
        click.echo(f"To: {mail['To']}\nSubject: {mail['Subject']}\n")
        click.echo(body.get_content() if body else "")
        return
    click.echo(f"Handed over to the mail server: pro-forma {order.number}")
