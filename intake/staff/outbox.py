# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff outbox``: letters that did not leave, and how they leave after all."""

from datetime import datetime, timedelta

import click
from rich.table import Table

from intake.actions.list_outbox import PostedLetter, list_outbox
from intake.actions.send_outbox import letters_to_send, mails_of, send_outbox
from intake.errors import IntakeError, RefusedError
from intake.mail.outbox import DELAYS
from intake.model.calendar import brussels_time_text, instant_text
from intake.model.document_number import DocumentNumber
from intake.model.sending import LetterState, Step
from intake.model.structured_communication import OrderNumber, parse_number
from intake.price_lists import read_catalogue
from intake.settings import Settings
from intake.staff.desk import (
    console,
    desk_settings,
    open_letter_sender,
    open_register,
    read_clock,
)
from intake.staff.listing import ListForm, is_answered, list_options
from intake.store.register import Register

# Nothing is left to do about these.
_SETTLED = frozenset({LetterState.SENT, LetterState.WITHHELD})


@click.group()
def outbox() -> None:
    """See which letters did not leave, and send them."""


@outbox.command("list")
@click.option("--all", "all_letters", is_flag=True, help="Show those that were sent as well.")
@list_options
def list_letters(*, all_letters: bool, form: ListForm) -> None:
    """List the letters that the mail server does not have for sure. Nothing is decrypted.

    "unsent" was never handed over; "uncertain" was being handed over when a program or a connection
    died; "refused" the mail server will never take. With --all also what was sent, and what was
    "withheld": no address, or one that had its share of letters. Beside it stands what is known:
    that a letter waits its hour, or when it was tried and how that ended.

    Example: staff outbox list
    """
    letters = list_outbox(register=open_register(desk_settings()))
    shown = [one for one in letters if all_letters or one.state not in _SETTLED]
    rows = [
        {
            "number": one.number,
            "letter": str(one.letter),
            "document": str(one.document) if one.document else None,
            "state": str(one.state),
            "attempts": one.attempts,
            "received": instant_text(one.paper.received),
            "tried": instant_text(one.tried) if one.tried else None,
            "last": one.last and str(one.last),
            "said": instant_text(one.said) if one.said else None,
        }
        for one in shown
    ]
    if is_answered("outbox", rows, form):
        return
    if not shown:
        click.echo("Every letter was handed over to the mail server.")
        return
    _print(shown, read_clock())


@outbox.command()
@click.argument("number", required=False)
@click.option("--again", is_flag=True, help="Also if it may have gone, or was refused.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
def send(number: str | None, *, again: bool, dry_run: bool) -> None:
    """Make the unsent letters again from their papers and send them; or those about one number.

    NUMBER is that of an order, a request, an invoice or a credit note.

    What is uncertain, refused or withheld goes only with --again and the number of its order or
    request, after you have looked: it has the same Message-ID, so that a mail program shows a twin
    as one.

    Example: staff outbox send --dry-run
    """
    if again and number is None:
        raise AgainWithoutNumberError
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    wanted = parse_about(number) if number else None
    letters = letters_to_send(register=register, number=wanted, again=again)
    if dry_run:
        show_all(letters, register=register, settings=settings, now=now)
        return
    send_all(letters, register=register, settings=settings, now=now)


def send_all(
    letters: list[PostedLetter], *, register: Register, settings: Settings, now: datetime
) -> None:
    """Send letters and tell of each; LettersLeftError if some are left."""
    sent = send_outbox(
        letters,
        register=register,
        sender=open_letter_sender(settings, register, now),
        settings=settings,
        catalogue=read_catalogue(settings.folders.catalogue),
        told=_tell,
    )
    click.echo(f"Letters handed over: {sent}")
    if sent < len(letters):
        raise LettersLeftError(len(letters) - sent)


def show_all(
    letters: list[PostedLetter], *, register: Register, settings: Settings, now: datetime
) -> None:
    """Say what would be sent."""
    catalogue = read_catalogue(settings.folders.catalogue)
    for one in letters:
        for mail in mails_of(
            one, letters, register=register, settings=settings, catalogue=catalogue, now=now
        ):
            name = str(mail["Message-ID"]).strip("<").partition("@")[0]
            click.echo(f"Would send: {name} ({one.state}) to {mail['To']}")
    click.echo(f"Letters to send: {len(letters)}")


def parse_about(text: str) -> OrderNumber | DocumentNumber:
    """Read the number of an order or request, or that of an invoice or a credit note."""
    return DocumentNumber.parse(text) if "-" in text else parse_number(text)


def _tell(one: PostedLetter, error: IntakeError | None) -> None:
    if error:
        click.echo(f"{one.name}: {error}", err=True)
    else:
        click.echo(f"Handed over to the mail server: {one.name}")


def _print(letters: list[PostedLetter], now: datetime) -> None:
    table = Table("Number", "Letter", "Since", "State", "What is known", box=None, pad_edge=False)
    for one in letters:
        since = brussels_time_text(one.paper.received)
        number = str(one.document or one.number)
        table.add_row(number, str(one.letter), since, str(one.state), _known(one, now))
    console().print(table)


def _known(one: PostedLetter, now: datetime) -> str:
    """Say what became of a letter, as far as any paper tells."""
    if one.said is None:
        return "never tried"
    said = brussels_time_text(one.said)
    if one.state is LetterState.UNCERTAIN:
        return f"tried at {said}, outcome unknown"
    if one.last is Step.DUE:
        return f"waits its turn since {said}, never tried"
    if one.last is Step.DEFERRED:
        again = one.said + timedelta(seconds=DELAYS[min(one.attempts, len(DELAYS)) - 1])
        about = f"deferred until about {brussels_time_text(again)}"
        return about if again > now else f"deferred at {said}, not tried since"
    return f"{one.last} at {said}"


class AgainWithoutNumberError(RefusedError):
    """Nobody has looked at all of them."""

    def __init__(self) -> None:
        """Say what is missing."""
        super().__init__("--again needs the number of the order whose letter you have looked at")


class LettersLeftError(RefusedError):
    """Some letters were not handed over."""

    def __init__(self, count: int) -> None:
        """Say how many."""
        super().__init__(f"letters not handed over: {count}; see staff outbox list")
