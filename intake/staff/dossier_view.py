# SPDX-License-Identifier: GPL-3.0-or-later
"""How a dossier looks at the desk: a line for each of its papers."""

from collections.abc import Iterable, Iterator
from datetime import date
from email.message import EmailMessage

from rich.table import Table
from rich.text import Text

from intake.actions.cancel_order import CancellationPlan
from intake.actions.show_order import ShownOrder
from intake.actions.tell_paper import ToldPaper
from intake.model.calendar import brussels_time_text, instant_text
from intake.model.catalogue import Catalogue
from intake.model.money import NOTHING
from intake.model.order_state import OrderState
from intake.model.payment import account_of
from intake.staff.desk import Json, console
from intake.staff.order_view import about, lines
from intake.staff.payment_view import money_table


def timeline(papers: Iterable[ToldPaper]) -> Table:
    """Return the papers as they came: when, what kind, and what each says."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for told in papers:
        table.add_row(
            brussels_time_text(told.paper.received),
            str(told.paper.kind),
            # Text, so that what a member typed is never read as rich's markup.
            Text(told.sentence),
            style="bold red" if told.fault else None,
        )
    return table


def timeline_json(papers: Iterable[ToldPaper]) -> Json:
    """Return the same for programs, each paper with its whole record."""
    return [
        {
            "at": instant_text(told.paper.received),
            "kind": str(told.paper.kind),
            "mark": told.paper.mark,
            "says": told.sentence,
            "record": told.record,
        }
        for told in papers
    ]


def print_order(shown: ShownOrder, catalogue: Catalogue) -> None:
    """Answer with how the order came to where it is, and with what it is now."""
    answer = console()
    answer.print(timeline(shown.papers))
    if shown.order is None:
        return
    answer.print()
    has_it = f", taken by {' / '.join(shown.by)}" if shown.by else ""
    until = shown.quotation.valid_until if shown.quotation else None
    quoted = f", quotation until {until}" if until else ""
    answer.print(Text(f"Now: {shown.state}{quoted}{has_it}", style="bold"))
    answer.print(about(shown.order))
    answer.print()
    answer.print(lines(shown.order, catalogue.dated(shown.order.price_list)))
    if shown.payments:
        answer.print()
        answer.print(money_table(shown.payments))


def order_json(shown: ShownOrder) -> Json:
    """Return all of it for programs."""
    order, account = shown.order, account_of(shown.payments)
    return {
        "number": shown.number,
        "state": str(shown.state),
        "by": list(shown.by),
        "to_pay": None if order is None or order.is_quotation else str(order.to_pay),
        "paid": str(account.kept),
        "order": next((one.record for one in shown.papers if one.paper.kind == "order"), None),
        "papers": timeline_json(shown.papers),
    }


def cancellation_lines(
    plan: CancellationPlan, on: date, mail: EmailMessage | None
) -> Iterator[str]:
    """Say what cancelling would do, and show the letter."""
    number = plan.order.number
    if plan.state is OrderState.CANCELLED:
        yield f"Order {number} is cancelled already; its letter is still to go."
    else:
        yield f"Order {number} is {plan.state}; it would be cancelled as of {on}."
    if plan.to_refund > NOTHING:
        yield f"To give back: {plan.to_refund} euro (staff refunds plan)."
    else:
        yield "Nothing is to be given back."
    if mail is None:
        yield "No letter would be sent."
        return
    body = mail.get_body(("plain",))
    yield f"To: {mail['To']}\nSubject: {mail['Subject']}\n"
    yield body.get_content() if body else ""
