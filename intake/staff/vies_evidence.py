# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff vies-evidence``: write down what VIES answered."""

from datetime import datetime

import click

from intake.actions.record_vies_evidence import draft_vies_evidence, record_vies_evidence
from intake.model.calendar import brussels_date
from intake.model.structured_communication import parse_number
from intake.staff.desk import desk_settings, open_register, open_writer, read_clock


@click.group("vies-evidence")
def vies_evidence() -> None:
    """Keep the answers of VIES, without which nothing is reverse charged."""


@vies_evidence.command()
@click.argument("number")
@click.option("--consultation", required=True, help="The consultation number that VIES gave.")
@click.option("--invalid", is_flag=True, help="VIES says that the number is not valid.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which you asked VIES, if not today.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def record(
    number: str, *, consultation: str, invalid: bool, on: datetime | None, dry_run: bool
) -> None:
    """Write down what VIES answered about the VAT number of the order NUMBER.

    Ask VIES with our own VAT number, so that it gives a consultation number.

    Example: staff vies-evidence record 2026000042 --consultation WAPIAAAAY1234567 --dry-run
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    paper = register.order_paper(parse_number(number))
    evidence = draft_vies_evidence(
        register.order(paper),
        is_valid=not invalid,
        asked=on.date() if on else brussels_date(now),
        consultation=consultation,
        now=now,
    )
    says = f"{evidence.vat_number} is {'valid' if evidence.is_valid else 'not valid'}"
    if dry_run:
        click.echo(f"Would record for order {evidence.order}: {says}")
        return
    writer = open_writer(settings, register, now)
    added = record_vies_evidence(evidence, paper, writer=writer, now=now)
    click.echo(f"{'Recorded' if added.is_new else 'Known'} for order {evidence.order}: {says}")
