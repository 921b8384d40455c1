# SPDX-License-Identifier: GPL-3.0-or-later
"""What every command starts from: settings, register, moment, and the form of the answer."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress

from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import open_sealer
from intake.settings import Settings, read_settings, settings_file
from intake.store.git import Repository
from intake.store.paper_writer import PaperWriter
from intake.store.register import Register

if TYPE_CHECKING:
    from intake.actions.send_letter import LetterSender

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
_Bar = AbstractContextManager[Callable[[int, int], None]]


def read_clock() -> datetime:
    """Return the moment, or noon of the day that --today names; this door's only look at it."""
    today = click.get_current_context().find_root().params.get("today")
    if isinstance(today, datetime):
        return today.replace(hour=12, tzinfo=UTC)
    return datetime.now(UTC)  # noqa: TID251


def desk_settings() -> Settings:
    """Return the settings."""
    return read_settings(settings_file())


def open_register(settings: Settings) -> Register:
    """Return the register with the keys of this desk."""
    return Register(
        repository=Repository(settings.folders.register, settings.register.signing_key),
        keys=settings.folders.keys,
        opener=Opener(settings.desk.gnupg_home),
    )


def open_writer(settings: Settings, register: Register, now: datetime) -> PaperWriter:
    """Return what adds papers to the register, encrypted to the recipients."""
    return register.writer(open_sealer(settings.web.keyring, settings.web.recipients, now), now)


def open_letter_sender(settings: Settings, register: Register, now: datetime) -> "LetterSender":
    """Return what hands letters to the mail server, and notes it in the register."""
    # Here: a command that sends nothing should not wait for what sends.
    from intake.actions.send_letter import LetterSender  # noqa: PLC0415

    writer = open_writer(settings, register, now)
    return LetterSender(writer=writer, server=settings.mail.server, clock=lambda: now)


def console() -> Console:
    """Return where answers go: no colour when piped, the width of the terminal."""
    return Console(highlight=False, soft_wrap=False)


@contextmanager
def progress_bar(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show how far it is, where somebody looks; what is yielded is told done and all."""
    answer = console()
    with Progress(console=answer, transient=True, disable=quiet or not answer.is_terminal) as bar:
        task = bar.add_task(what)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def reading(
    what: str, *, quiet: bool = False
) -> AbstractContextManager[Callable[[int, int], None]]:
    """Show how many of something are read."""
    return progress_bar(f"Reading {what}", quiet=quiet)


def reading_orders(*, quiet: bool) -> _Bar:
    """Show how many orders are read."""
    return reading("orders", quiet=quiet)


def is_confirmed(question: str) -> bool:
    """Ask at a terminal; nobody who is not there says yes."""
    return sys.stdin.isatty() and click.confirm(question)


def print_json(value: Json) -> None:
    """Answer in JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
