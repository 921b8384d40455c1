# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff access-codes``: what opens a paid service goes to its member, encrypted."""

import secrets

import click

from intake.actions.send_access_code import codes_addressee, send_access_code
from intake.errors import IntakeError
from intake.model.access_codes import (
    AccessCode,
    ServiceAccount,
    TypedFault,
    check_typed,
    parse_account,
)
from intake.model.member_key import grouped
from intake.model.readable_code import draw_code
from intake.model.structured_communication import parse_number
from intake.staff.desk import desk_settings, open_letter_sender, open_register, read_clock


@click.group(name="access-codes")
def access_codes() -> None:
    """Send what opens a service."""


def _accounts(
    _context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]
) -> tuple[ServiceAccount, ...]:
    try:
        accounts = tuple(map(parse_account, texts))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    if len(set(accounts)) < len(accounts):
        raise click.BadParameter(TypedFault.TWICE)
    return accounts


@access_codes.command()
@click.argument("number")
@click.option(
    "--for",
    "accounts",
    metavar="SERVICE=USER",
    multiple=True,
    required=True,
    callback=_accounts,
    help="What the code opens, and the name there; once for each account.",
)
@click.option("--typed", is_flag=True, help="Type each code, unseen, instead of drawing it.")
@click.option("--again", is_flag=True, help="Send new codes though others went before.")
@click.option("--dry-run", is_flag=True, help="Say who would get them; make and send nothing.")
def send(
    number: str,
    *,
    accounts: tuple[ServiceAccount, ...],
    typed: bool,
    again: bool,
    dry_run: bool,
) -> None:
    """Mail access codes for a paid order, encrypted to the confirmed key of its member.

    Codes that were drawn are shown once, here, for you to set at the services; they are kept
    nowhere but in that mail. Codes that are set already are typed (--typed).

    Example: staff access-codes send 2026000042 --for SFTP=camille --for Panel=camille
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    addressee = codes_addressee(parse_number(number), register=register, now=now, again=again)
    whom = f"{addressee.key.email}, key {grouped(addressee.key.fingerprint)}"
    if dry_run:
        click.echo(f"Would mail {len(accounts)} access codes to {whom}")
        return
    codes = [AccessCode(account=one, code=_code(one, typed=typed)) for one in accounts]
    sender = open_letter_sender(settings, register, now)
    try:
        send_access_code(addressee, codes, sender=sender, settings=settings)
    except IntakeError:
        click.echo("These codes are kept nowhere: the next try needs new ones.", err=True)
        raise
    click.echo(f"Handed over to the mail server: {len(codes)} access codes, to {whom}")
    if not typed:
        click.echo("Set them at the services now; they are not shown again:")
        for one in codes:
            click.echo(f"  {one.account}  {one.code}")


def _code(account: ServiceAccount, *, typed: bool) -> str:
    if not typed:
        return draw_code(secrets.randbelow)
    code: str = click.prompt(
        f"Code for {account}",
        hide_input=True,
        confirmation_prompt=True,
        value_proc=_checked,
    )
    return code


def _checked(code: str) -> str:
    try:
        return check_typed(code)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
