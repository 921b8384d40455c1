# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff members``: whose key is whose, and what each owes and has."""

import secrets
from pathlib import Path

import click

from intake.actions.challenge_member import OfferedKey, challenge_member, offered_key
from intake.actions.confirm_key_member import answered_challenge, confirm_key_member
from intake.actions.history_member import history_member
from intake.actions.show_member import show_member
from intake.model.language import Language
from intake.model.member_key import grouped
from intake.price_lists import read_catalogue
from intake.settings import Settings
from intake.staff.desk import (
    as_json,
    console,
    desk_settings,
    open_letter_sender,
    open_register,
    open_writer,
    print_json,
    read_clock,
    reading_orders,
)
from intake.staff.dossier_view import timeline, timeline_json
from intake.staff.member_view import about_key, about_member, member_json


@click.group()
def members() -> None:
    """Know members: their keys, what they owe, what runs."""


@members.command("confirm-key")
@click.argument("who", metavar="NUMBER|ADDRESS")
@click.option("--answer", metavar="WORD", help="The word that the member has answered with.")
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A public key that came by another way than the order: its file.",
)
@click.option("--again", is_flag=True, help="Ask once more, with a new word.")
@click.option("--dry-run", is_flag=True, help="Show the key, and send and write nothing.")
def confirm_key(
    who: str, *, answer: str | None, key: Path | None, again: bool, dry_run: bool
) -> None:
    """Look at the OpenPGP key of an order, and mail its owner a word that only he can read.

    With --answer, take the word in: the key is then confirmed, and its paper holds it. A word
    counts for 30 days, and once. Compare the fingerprint too, where you can ask the member by
    another way.

    Example: staff members confirm-key 2026000042 --answer 7fkd-m2qw-9xhr
    """
    settings = desk_settings()
    if answer is not None:
        _take_answer(who, answer, settings, dry_run=dry_run)
        return
    file = key.read_bytes() if key else None
    with reading_orders(quiet=False) as progress:
        offered = offered_key(
            who,
            file=file,
            register=open_register(settings),
            progress=progress,
            now=read_clock(),
        )
    console().print(about_key(offered.key, offered.order.number))
    _ask(offered, settings, again=again, dry_run=dry_run)


@members.command()
@click.argument("who", metavar="NUMBER|ADDRESS")
@as_json
def show(who: str, *, as_json: bool) -> None:
    """Show what a member owes, has paid and has running, until when; by an order or an address.

    Every order and request is decrypted. A term begins on the day that its order was marked as
    running, and ends on the day shown. Whoever is only known by name is found by staff find.

    Example: staff members show camille@example.org
    """
    settings = desk_settings()
    with reading_orders(quiet=as_json) as progress:
        standing = show_member(who, register=open_register(settings), progress=progress)
    if as_json:
        print_json(member_json(standing))
        return
    catalogue = read_catalogue(settings.folders.catalogue)
    names = {
        offer.id: offer.names[Language.EN] for one in catalogue.price_lists for offer in one.offers
    }
    for table in about_member(standing, names):
        console().print(table)


@members.command()
@click.argument("who", metavar="NUMBER|ADDRESS")
@as_json
def history(who: str, *, as_json: bool) -> None:
    """Tell all that happened with a member, dossier by dossier, paper by paper, decrypted.

    It holds what colleagues noted too, so it is for the desk and not for sending.

    Example: staff members history camille@example.org
    """
    with reading_orders(quiet=as_json) as progress:
        told = history_member(who, register=open_register(desk_settings()), progress=progress)
    if as_json:
        print_json([{"number": one, "papers": timeline_json(told[one])} for one in told])
        return
    for number, papers in told.items():
        click.echo(f"{number}:")
        console().print(timeline(papers))
        click.echo()


def _ask(offered: OfferedKey, settings: Settings, *, again: bool, dry_run: bool) -> None:
    if dry_run:
        click.echo(f"Would mail a word, encrypted to this key, to {offered.email}")
        return
    sender = open_letter_sender(settings, open_register(settings), read_clock())
    asked = challenge_member(
        offered, sender=sender, settings=settings, draw=secrets.randbelow, again=again
    )
    click.echo(f"Handed over to the mail server: a word, to {asked.email}")
    click.echo(f"When it comes back: staff members confirm-key {asked.number} --answer WORD")


def _take_answer(who: str, word: str, settings: Settings, *, dry_run: bool) -> None:
    register, now = open_register(settings), read_clock()
    with reading_orders(quiet=False) as progress:
        paper, challenge = answered_challenge(
            who, word, register=register, progress=progress, now=now
        )
    says = f"{grouped(challenge.fingerprint)} is the key of {challenge.email}"
    if dry_run:
        click.echo(f"Would confirm: {says}")
        return
    writer = open_writer(settings, register, now)
    is_new = confirm_key_member(challenge, paper, writer=writer, now=now)
    click.echo(f"{'Confirmed' if is_new else 'Known'}: {says}")
