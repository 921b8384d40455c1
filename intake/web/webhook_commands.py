# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands around webhooks: what was given up, and the program that builds the site."""

import json
import logging
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import FrameType
from typing import TypeVar

import click

from intake.actions.follow_site import build_if_wished, follow_site
from intake.actions.replay_delivery import replay_delivery
from intake.errors import IntakeError, exit_code
from intake.model.calendar import brussels_time_text, instant_text
from intake.settings import Webhooks, read_settings, settings_file
from intake.store.deliveries import Deliveries, Delivery

_T = TypeVar("_T")


@click.group()
def webhooks() -> None:
    """Look after the events that partners' programs are told of."""
    logging.getLogger().setLevel(logging.WARNING)


@webhooks.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print it for a program.")
def list_deliveries(*, as_json: bool) -> None:
    """List the deliveries that wait for their next try, and those that were given up.

    Example: intake webhooks list
    """
    deliveries = Deliveries(_settings().spool)
    found = {"waiting": deliveries.waiting(), "dead": deliveries.dead()}
    if as_json:
        states = {state: [_record(one) for one in some] for state, some in found.items()}
        click.echo(json.dumps(states, indent=2))
        return
    for state, some in found.items():
        _show(state, some)
    if not any(found.values()):
        click.echo("Nothing waits, and nothing was given up.")


@webhooks.command()
@click.argument("delivery_id", metavar="ID", required=False)
@click.option("--all", "everything", is_flag=True, help="Every delivery that was given up.")
@click.option("--dry-run", is_flag=True, help="Only say which.")
def replay(*, delivery_id: str | None, everything: bool, dry_run: bool) -> None:
    """Begin again with a delivery that was given up, or with all.

    Example: intake webhooks replay --all
    """
    if everything == (delivery_id is not None):
        message = "name one ID, or say --all"
        raise click.UsageError(message)
    now = datetime.now(UTC)  # noqa: TID251  # this door's clock
    deliveries = Deliveries(_settings().spool)
    chosen = _or_exit(lambda: replay_delivery(deliveries, delivery_id, now, dry_run=dry_run))
    _show("would be tried again" if dry_run else "tried again", chosen)


@click.command()
@click.option("--once", is_flag=True, help="Build if it is wished, and end.")
def site_follow(*, once: bool) -> None:
    """Fetch and build the site whenever the forge said that main was pushed to, until Ctrl-C.

    Example: intake site-follow --once
    """
    chosen = _settings()
    if once:
        _or_exit(lambda: build_if_wished(chosen.spool, chosen.checkout))
        return
    over = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    follow_site(chosen.spool, chosen.checkout, wait=over.wait)


def _settings() -> Webhooks:
    return _or_exit(lambda: read_settings(settings_file()).webhooks)


def _or_exit(work: Callable[[], _T]) -> _T:
    try:
        return work()
    except IntakeError as error:
        click.echo(f"intake: {error}", err=True)
        raise SystemExit(exit_code(error)) from None


def _show(state: str, some: Sequence[Delivery]) -> None:
    for one in some:
        click.echo(f"{state}  {brussels_time_text(one.due)}  {one.tries} tries  {one.id}")


def _record(one: Delivery) -> dict[str, object]:
    return {"id": one.id, "due": instant_text(one.due), "tries": one.tries}
