# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff notes``: what colleagues should know about an order or a request."""

import secrets
from typing import TextIO

import click

from intake.actions.add_note import add_note, dossier_for_note
from intake.model.note import note_text
from intake.model.structured_communication import parse_number
from intake.staff.claimant import name_at_desk
from intake.staff.desk import desk_settings, open_register, open_writer, read_clock
from intake.staff.editor import typed_in_editor


@click.group()
def notes() -> None:
    """Note what colleagues should know about an order or a request."""


@notes.command()
@click.argument("number")
@click.argument("text", required=False)
@click.option(
    "--file", "stream", type=click.File(encoding="utf-8"), help="Read it here; - is what is piped."
)
@click.option("--dry-run", is_flag=True, help="Say what would be noted, and write nothing.")
def add(number: str, text: str | None, *, stream: TextIO | None, dry_run: bool) -> None:
    """Add a note, encrypted: TEXT, or from a file, or typed in $EDITOR.

    What is typed as TEXT stays in the history of your shell. The editor's file is in memory and
    never on a disk.

    Example: staff notes add 2026000042 "Called her: pays on Monday."
    """
    if text is not None and stream is not None:
        raise TwoTextsError
    settings, now, parsed = desk_settings(), read_clock(), parse_number(number)
    register = open_register(settings)
    # Before anybody types: it has to be there.
    dossier_for_note(parsed, register)
    if text is None:
        text = stream.read() if stream else typed_in_editor("note.txt")
    by = name_at_desk(settings)
    if dry_run:
        click.echo(f"Would note about {parsed}, by {by}:\n{note_text(text)}")
        return
    add_note(
        parsed,
        text,
        secrets.token_hex(8),
        by=by,
        register=register,
        writer=open_writer(settings, register, now),
        now=now,
    )
    click.echo(f"Noted about {parsed}")


class TwoTextsError(click.UsageError):
    """A text and a file were given."""

    def __init__(self) -> None:
        """Say which."""
        super().__init__("the note is either TEXT or in --file")
