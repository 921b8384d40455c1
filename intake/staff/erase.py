# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff erase``: make papers unreadable for everybody, in every clone."""

from collections.abc import Sequence

import click

from intake.actions.erase_again import erase_again, leftovers
from intake.actions.erase_dossier import (
    ErasurePlan,
    InUseError,
    NothingToEraseError,
    erase_dossier,
    plan_erasure,
)
from intake.actions.find_dossier import forget_erased
from intake.actions.find_person import Traces, find_person
from intake.errors import UnavailableError
from intake.model.calendar import brussels_date
from intake.model.erasure import ErasureReason
from intake.model.retention import LAW
from intake.model.structured_communication import OrderNumber, parse_number
from intake.openpgp.encrypt import open_sealer
from intake.openpgp.key_state import own_key
from intake.openpgp.keyring import read_recipients
from intake.settings import Settings
from intake.staff.desk import desk_settings, open_register, open_writer, read_clock, reading
from intake.store.erasures import LIST_NAME
from intake.store.register import Register

_REASONS = [str(one) for one in ErasureReason if one is not ErasureReason.RESTORED]


@click.command()
@click.argument("who", metavar="[NUMBER|ADDRESS]", required=False)
@click.option(
    "--reason",
    type=click.Choice(_REASONS),
    default=str(ErasureReason.ASKED),
    show_default=True,
    help="Why: the person asked, nobody needs it any more, it should never have come.",
)
@click.option("--apply", "is_applied", is_flag=True, help="Do it; without this, only the plan.")
def erase(who: str | None, *, reason: str, is_applied: bool) -> None:
    """Show what would be erased of a dossier, or of all dossiers of an e-mail address; then do it.

    Deletes key packets, which makes papers unreadable in every clone, for good. What the law makes
    us keep stays, and is named with its last day. To find an address, every order and request is
    decrypted. Without number and address: erase again what copies brought back.

    Example: staff erase 2026000042 --reason asked --apply
    """
    settings = desk_settings()
    register = open_register(settings)
    if who is None:
        _again(settings, register, is_applied=is_applied)
        return
    traces = _found(who, register) if "@" in who else None
    plans = _plans(_numbers(who, traces), settings, register)
    for plan in plans:
        _print(plan)
    if is_applied:
        _apply(plans, ErasureReason(reason), settings, register)
    elif plans:
        click.echo(f"Nothing was done. To erase: staff erase {who} --reason {reason} --apply")
    if traces and traces.unread:
        raise UnsearchedError(len(traces.unread))


def _numbers(who: str, traces: Traces | None) -> list[OrderNumber]:
    if traces is None:
        return [parse_number(who)]
    for paper, places in traces.named:
        click.echo(f"{paper.kind} {paper.number} names it at {places}: look, then erase by number")
    for paper, why in traces.unread:
        click.echo(f"{paper.kind} {paper.number} was not searched: {why}", err=True)
    if not traces.own:
        click.echo(f"No dossier is of {who}.")
    return [paper.number for paper in traces.own]


def _found(address: str, register: Register) -> Traces:
    with reading("dossiers") as progress:
        return find_person(address, register=register, progress=progress)


def _plans(
    numbers: Sequence[OrderNumber], settings: Settings, register: Register
) -> list[ErasurePlan]:
    """Plan each; one that cannot be erased stops only a call that is about it alone."""
    plans = []
    for number in numbers:
        try:
            plan = plan_erasure(
                number, register=register, folders=settings.key_folders, now=read_clock()
            )
        except (InUseError, NothingToEraseError) as error:
            if len(numbers) == 1:
                raise
            click.echo(str(error))
        else:
            plans.append(plan)
    return plans


def _apply(
    plans: Sequence[ErasurePlan], reason: ErasureReason, settings: Settings, register: Register
) -> None:
    who = own_key(settings.desk.gnupg_home, read_recipients(settings.web.recipients))
    writer = open_writer(settings, register, read_clock())
    notes = settings.backup.notes / LIST_NAME
    for plan in plans:
        erase_dossier(plan, reason, who, writer=writer, folders=settings.key_folders, notes=notes)
        click.echo(f"Erased: dossier {plan.number}")
    _forget(settings, register)


def _again(settings: Settings, register: Register, *, is_applied: bool) -> None:
    found = leftovers(register=register, folders=settings.key_folders)
    for paper, files in found.items():
        click.echo(f"{paper.kind} {paper.number} is erased, but there is: {files[0]}")
    if is_applied:
        notes = settings.backup.notes / LIST_NAME
        erase_again(found, register=register, folders=settings.key_folders, notes=notes)
        _forget(settings, register)
        click.echo(f"Erased again; papers: {len(found)}")
    else:
        click.echo(f"Erased papers that can still be read: {len(found)}")


def _forget(settings: Settings, register: Register) -> None:
    """Have what is erased leave the index of ``staff find``."""
    sealer = open_sealer(settings.web.keyring, settings.web.recipients, read_clock())
    forget_erased(register=register, cache=settings.register.cache, sealer=sealer)


def _print(plan: ErasurePlan) -> None:
    click.echo(f"Dossier {plan.number}")
    for paper in plan.papers:
        click.echo(f"  goes:  {paper.kind} of {brussels_date(paper.received)}")
    for file in plan.files:
        click.echo(f"         {file}")
    for paper, until in plan.kept:
        click.echo(
            f"  stays: {paper.kind} of {brussels_date(paper.received)}, until {until} ({LAW})"
        )
    click.echo(f"Backups made before hold what goes until {plan.last_copy} at the latest.")


class UnsearchedError(UnavailableError):
    """Some papers could not be decrypted, so the address may be in them."""

    def __init__(self, count: int) -> None:
        """Say how many."""
        super().__init__(f"papers that could not be searched: {count}")
