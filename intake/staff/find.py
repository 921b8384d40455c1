# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff find``: the orders and requests of somebody, by whatever is known of him."""

from collections.abc import Callable, Iterable

import click
from rich.table import Table
from rich.text import Text

from intake.actions.find_dossier import (
    Finding,
    Search,
    find_dossier,
    is_worth_searching,
    number_in,
    refresh_index,
)
from intake.actions.tell_paper import printable
from intake.errors import RefusedError, UnavailableError
from intake.model.calendar import brussels_date, instant_text
from intake.model.search_facts import FactKind
from intake.openpgp.encrypt import open_sealer
from intake.settings import Settings
from intake.staff.desk import (
    console,
    desk_settings,
    open_register,
    read_clock,
    reading,
)
from intake.staff.listing import ListForm, Row, is_answered, list_options
from intake.store.find_index import FindIndex, has_index
from intake.store.register import Register


@click.command()
@click.argument("text", required=False)
@click.option("--index", "wants_index", is_flag=True, help="Make the index, or refresh it.")
@list_options
def find(text: str | None, *, wants_index: bool, form: ListForm) -> None:
    """Find orders and requests by a part of a name, a mail address or a domain name, or a number.

    Capitals and accents do not matter. Everything is decrypted each time, unless you make an index
    with --index: one file beside the register's cache, encrypted to the staff, that each search
    refreshes. What is erased leaves it.

    Example: staff find camille
    """
    if text is None and not wants_index:
        raise NothingToFindError
    if text is not None and not is_worth_searching(text):
        raise TooShortError(text)
    settings = desk_settings()
    register = open_register(settings)
    uses_index = wants_index or (
        number_in(text or "") is None and has_index(settings.register.cache)
    )
    with reading("dossiers", quiet=not form.is_for_people) as progress:
        index = _refreshed(settings, register, progress) if uses_index else None
        if text is None:
            click.echo(f"Dossiers in the index: {len(index.papers) if index else 0}")
            return
        search = find_dossier(text, register=register, index=index, progress=progress)
    if not is_answered("find", [_as_json(one) for one in search.findings], form):
        _print(search, text)
    if search.unread:
        raise UnreadError(search.unread)


def _print(search: Search, text: str) -> None:
    if search.findings:
        console().print(_table(search.findings))
    else:
        click.echo(f"Nothing is found by {printable(text)}.")


def _refreshed(
    settings: Settings, register: Register, progress: Callable[[int, int], None]
) -> FindIndex:
    sealer = open_sealer(settings.web.keyring, settings.web.recipients, read_clock())
    cache = settings.register.cache
    return refresh_index(register=register, cache=cache, sealer=sealer, progress=progress)


def _table(findings: Iterable[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Number", "Kind", "Received"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Name", ratio=2)
    table.add_column("Found", ratio=3, overflow="fold")
    for one in findings:
        table.add_row(
            one.paper.number,
            str(one.paper.kind),
            brussels_date(one.paper.received).isoformat(),
            # Text, so that what a member typed is never read as rich's markup.
            Text(printable(one.first(FactKind.NAME))),
            Text(printable("\n".join(dict.fromkeys(fact.text for fact in one.matched)))),
        )
    return table


def _as_json(one: Finding) -> Row:
    return {
        "number": one.paper.number,
        "kind": str(one.paper.kind),
        "received": instant_text(one.paper.received),
        "name": one.first(FactKind.NAME),
        "mail": one.first(FactKind.MAIL),
        "found": [fact.text for fact in one.matched],
    }


class NothingToFindError(click.UsageError):
    """Neither a text nor the index was asked for."""

    def __init__(self) -> None:
        """Say what is wanted."""
        super().__init__("what is to be found? Or --index alone, to make the index")


class TooShortError(RefusedError):
    """Half of the register would be found."""

    def __init__(self, text: str) -> None:
        """Say what is wanted."""
        super().__init__(f"{printable(text)!r} is too short to find anything by")


class UnreadError(UnavailableError):
    """Not everything was searched."""

    def __init__(self, count: int) -> None:
        """Say how much was not."""
        super().__init__(f"papers that cannot be read here, and were not searched: {count}")
