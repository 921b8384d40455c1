# SPDX-License-Identifier: GPL-3.0-or-later
"""How issued documents on their way look in a terminal."""

from collections.abc import Sequence
from datetime import date

import click
from rich.table import Table

from intake.actions.list_issued import IssuedDocument
from intake.model.calendar import brussels_date
from intake.model.transmission import TransmissionState
from intake.staff.desk import console
from intake.staff.listing import ListForm, Row, is_answered

# The law wants the invoice there by the 15th of the next month; a week without an answer is long.
_LONG_DAYS = 7
_SAID = {
    TransmissionState.WAITING: "not handed over",
    TransmissionState.HANDED_OVER: "handed over",
    TransmissionState.ACCEPTED: "accepted",
    TransmissionState.REFUSED: "refused",
}


def tell_issued(documents: Sequence[IssuedDocument], today: date, form: ListForm) -> None:
    """List every document, in the forms that were asked for."""
    if is_answered("issued", [_row(one) for one in documents], form):
        return
    if documents:
        console().print(_table(documents, today))
    else:
        click.echo("Nothing has been issued.")


def tell_open(documents: Sequence[IssuedDocument], today: date) -> None:
    """List those whose structured file is not accepted yet; say nothing if there is none."""
    left = [one for one in documents if one.is_open]
    if left:
        click.echo("\nStructured files that the access point has not accepted:")
        console().print(_table(left, today))


def _table(documents: Sequence[IssuedDocument], today: date) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("NUMBER", "ORDER", "ISSUED", "MAIL", "ACCESS POINT"):
        table.add_column(heading)
    for one in documents:
        table.add_row(
            str(one.number),
            one.paper.number,
            brussels_date(one.paper.received).isoformat(),
            str(one.letter),
            _way(one),
            style="red" if _needs_eyes(one, today) else None,
        )
    return table


def _way(one: IssuedDocument) -> str:
    if one.transmission is None:
        return "no address there"
    since = f" since {brussels_date(one.last.received)}" if one.last else ""
    return f"{_SAID[one.transmission]}{since}"


def _needs_eyes(one: IssuedDocument, today: date) -> bool:
    since = brussels_date((one.last or one.paper).received)
    waits_long = one.is_open and (today - since).days > _LONG_DAYS
    return waits_long or one.transmission is TransmissionState.REFUSED


def _row(one: IssuedDocument) -> Row:
    return {
        "document": str(one.number),
        "kind": str(one.number.series),
        "order": one.paper.number,
        "issued": brussels_date(one.paper.received).isoformat(),
        "mail": str(one.letter),
        "access_point": str(one.transmission) if one.transmission else None,
        "since": brussels_date(one.last.received).isoformat() if one.last else None,
    }
