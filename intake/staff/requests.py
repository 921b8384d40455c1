# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff requests``: read one request."""

import json

import click
from rich.table import Table
from rich.text import Text

from intake.actions.show_dossier import show_dossier
from intake.actions.show_request import show_request
from intake.model.calendar import brussels_time_text
from intake.model.language import NAMES
from intake.model.request import Request
from intake.model.structured_communication import parse_number
from intake.staff.desk import as_json, console, desk_settings, open_register, print_json, reading
from intake.staff.dossier_view import timeline
from intake.store.dossiers import ADDED_PAPERS
from intake.store.request_record import request_to_json


@click.group()
def requests() -> None:
    """Read what people ask for besides orders."""


@requests.command()
@click.argument("number")
@as_json
def show(number: str, *, as_json: bool) -> None:
    """Decrypt a request and show it, then what became of it, paper by paper.

    Example: staff requests show 2026000042
    """
    register = open_register(desk_settings())
    request = show_request(parse_number(number), register=register)
    if as_json:
        print_json(json.loads(request_to_json(request)))
        return
    answer = console()
    answer.print(_about(request))
    added = [one for one in register.any_dossier(request.number) if one.kind in ADDED_PAPERS]
    if added:
        with reading("papers", quiet=False) as progress:
            papers = show_dossier(added, register=register, progress=progress)
        answer.print()
        answer.print(timeline(papers))


def _about(request: Request) -> Table:
    table = Table.grid(padding=(0, 3))
    for name, value in _facts(request):
        # Text, so that what somebody typed is never read as rich's markup.
        table.add_row(Text(name, style="dim"), Text(value))
    return table


def _facts(request: Request) -> list[tuple[str, str]]:
    facts = [
        ("Request", f"{request.number} ({request.kind})"),
        ("Received", brussels_time_text(request.received)),
        ("Language", NAMES[request.language]),
    ]
    if request.deadline:
        facts.append(("Deadline", brussels_time_text(request.deadline)))
    typed = request.values.items()
    return facts + [(name.replace("_", " ").capitalize(), text) for name, text in typed]
