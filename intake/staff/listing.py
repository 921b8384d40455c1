# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms that every list can be had in: for people, as JSON, as CSV, as a spreadsheet.

A command makes its rows once, as JSON has them; the other forms follow here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import wraps
from pathlib import Path

import click

from intake.documents.table_cell import Cell
from intake.model.calendar import parse_instant
from intake.staff.desk import Json, print_json
from intake.store.durable import replace_file

_TARGET = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
_AMOUNT = re.compile(r"-?\d+\.\d\d", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_STDOUT = Path("-")
Row = Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListForm:
    """In which forms a list is wanted; in none of these, people want to read it."""

    as_json: bool = False
    csv: Path | None = None
    ods: Path | None = None

    @property
    def is_for_people(self) -> bool:
        """Whether it is shown as a table in the terminal."""
        return not (self.as_json or self.csv or self.ods)


def list_options(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command be asked for its list in each form; it gets a ``ListForm`` as ``form``."""

    @click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
    @click.option("--csv", type=_TARGET, help="Write the list here as CSV; - prints it.")
    @click.option(
        "--ods", type=_TARGET, help="Write the list here as a spreadsheet (OpenDocument)."
    )
    @wraps(command)
    def with_form(
        *arguments: object, as_json: bool, csv: Path | None, ods: Path | None, **options: object
    ) -> None:
        command(*arguments, form=ListForm(as_json=as_json, csv=csv, ods=ods), **options)

    return with_form


def is_answered(name: str, rows: Sequence[Row], form: ListForm) -> bool:
    """Answer in the forms that were asked for; say whether any was. ``name`` is the sheet's."""
    if form.as_json:
        print_json(rows)
    if form.csv or form.ods:
        _write_files(name, rows, form)
    return not form.is_for_people


def _write_files(name: str, rows: Sequence[Row], form: ListForm) -> None:
    # Here: a look at the queue should not wait for what writes files.
    from intake.documents.csv_file import csv_file  # noqa: PLC0415
    from intake.documents.ods_file import ods_file  # noqa: PLC0415

    head = list(rows[0]) if rows else []
    cells = [[cell_of(row[key]) for key in head] for row in rows]
    if form.csv:
        _write(form.csv, csv_file(head, cells), quiet=form.as_json)
    if form.ods:
        _write(form.ods, ods_file(name, head, cells), quiet=form.as_json)


def cell_of(value: Json) -> Cell:
    """Return what a cell holds for a value of JSON: sums, days and moments as what they are.

    >>> cell_of("87.12"), cell_of(["a", "b"])
    (Decimal('87.12'), 'a; b')
    """
    match value:
        case str():
            return _typed(value)
        case int() | None:
            return value
        case Mapping():
            return "; ".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    return "; ".join(map(_plain, value))


def _plain(value: Json) -> str:
    cell = cell_of(value)
    return "" if cell is None else str(cell)


def _typed(text: str) -> Cell:
    try:
        if _MOMENT.fullmatch(text):
            return parse_instant(text)
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        return text
    return Decimal(text) if _AMOUNT.fullmatch(text) else text


def _write(path: Path, data: bytes, *, quiet: bool) -> None:
    if path == _STDOUT:
        click.echo(data, nl=False)
        return
    replace_file(path, data, private=True)
    click.echo(f"Wrote {path}", err=quiet)
