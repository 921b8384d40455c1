# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff keys``: who can read, who comes and goes, and whether the recovery keys would save us."""

from collections.abc import Iterator
from datetime import date

import click
from rich.table import Table
from rich.text import Text

from intake.actions.add_key import add_key, check_joiner, hand_over, papers_to_hand_over
from intake.actions.check_key import CheckedKey, check_key, drill_is_due
from intake.actions.drill_key import Drill, drill_key
from intake.actions.drop_key import drop_key, plan_drop
from intake.errors import RefusedError
from intake.model.calendar import brussels_date
from intake.openpgp.keyring import parse_fingerprint
from intake.staff.desk import console, desk_settings, open_register, progress_bar, read_clock
from intake.staff.listing import ListForm, is_answered, list_options
from intake.store.drills import note_drill

_SAMPLE = 10


@click.group()
def keys() -> None:
    """See who can read papers, let colleagues come and go, rehearse the recovery."""


@keys.command()
@list_options
def check(*, form: ListForm) -> None:
    """Show each staff and recovery key: its end, whether it can be used, and its last drill.

    Warns 60, 30 and 14 days before a key expires. Ends with 4 if one cannot be used, expires within
    14 days, or is a recovery key without a drill for a year.

    Example: staff keys check
    """
    now = read_clock()
    today = brussels_date(now)
    checked = check_key(desk_settings(), now)
    rows = [
        {
            "use": one.use,
            "fingerprint": one.state.fingerprint,
            "name": one.state.name,
            "comment": one.comment,
            "expires": one.state.expires.isoformat() if one.state.expires else None,
            "warning_days": one.warning,
            "fault": one.state.fault,
            "secret_here": one.state.is_ours,
            "last_drill": one.drilled.isoformat() if one.drilled else None,
        }
        for one in checked
    ]
    if not is_answered("keys", rows, form):
        _print(checked, today)
    urgent = sum(one.is_urgent or drill_is_due(one, today) for one in checked)
    if urgent:
        raise UrgentKeysError(urgent)


@keys.command()
@click.argument("fingerprint")
@click.option("--comment", default="", help="Whose key it is, for the file of recipients.")
@click.option("--all", "everything", is_flag=True, help="Hand over closed dossiers as well.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def add(fingerprint: str, *, comment: str, everything: bool, dry_run: bool) -> None:
    """Encrypt new papers to a colleague's key too, and hand over the papers of open dossiers.

    The key comes from the keyring of the settings, or from your own GnuPG home: import it there,
    and compare the fingerprint with your colleague first. Bring keyring and recipients to every web
    machine, start the intakes again, and type the command once more: it hands over what came
    meanwhile.

    Example: staff keys add FINGERPRINT --comment "Ann, from 2026-12-01" --dry-run
    """
    settings, key, now = desk_settings(), parse_fingerprint(fingerprint), read_clock()
    exported = check_joiner(key, settings, now)
    register = open_register(settings)
    if not dry_run:
        add_key(key, comment, settings=settings, exported=exported)
        click.echo(f"Recipient: {key}")
    papers = papers_to_hand_over(
        key, register=register, keyring=settings.web.keyring, everything=everything
    )
    if dry_run:
        click.echo(f"Would make {key} a recipient and hand over papers: {len(papers)}")
        return
    with progress_bar("Handing over") as progress:
        handed = hand_over(
            papers, key, register=register, keyring=settings.web.keyring, progress=progress
        )
    click.echo(f"Papers handed over: {handed.papers}")
    for paper, why in handed.failed:
        click.echo(f"{paper.kind} {paper.number}: {why}", err=True)
    if handed.failed:
        raise NotHandedOverError(len(handed.failed))


@keys.command()
@click.argument("fingerprint")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def drop(fingerprint: str, *, dry_run: bool) -> None:
    """Shut a colleague out who leaves: out of the recipients, and out of every key file here.

    No secret key is needed. Run it on each machine that has key files; then change the passwords
    that the colleague knew. Old copies of key files, also in backups, still open old papers.

    Example: staff keys drop FINGERPRINT --dry-run
    """
    settings, key, now = desk_settings(), parse_fingerprint(fingerprint), read_clock()
    plan = plan_drop(key, settings=settings, now=now)
    if dry_run:
        click.echo(f"Would drop {key} from key files: {len(plan.changes)}")
        return
    with progress_bar("Rewriting key files") as progress:
        drop_key(plan, settings=settings, today=brussels_date(now), progress=progress)
    click.echo(f"Dropped {key} from key files: {len(plan.changes)}")


@keys.command()
@click.option(
    "--papers",
    type=click.IntRange(min=1),
    default=_SAMPLE,
    show_default=True,
    help="How many papers each key has to open, from the oldest to the newest.",
)
@click.option("--dry-run", is_flag=True, help="Open the papers, and note no date.")
def drill(papers: int, *, dry_run: bool) -> None:
    """Prove that each recovery key alone opens old and new papers, and note the date. Once a year.

    Fetch the recovery keys from where they lie, and work in a GnuPG home that has them, here or on
    a machine that is off line. A key that is not here is told and gets no date.

    Example: staff keys drill --papers 20
    """
    settings, today = desk_settings(), brussels_date(read_clock())
    drills = drill_key(settings, register=open_register(settings), size=papers)
    for one in drills:
        click.echo(_told(one))
        for paper, why in one.failed:
            click.echo(f"  {paper.kind} {paper.number}: {why}")
        if one.is_passed and not dry_run:
            note_drill(settings.backup.notes, today, one.fingerprint, len(one.opened))
    failed = sum(not one.is_passed for one in drills)
    if failed:
        raise DrillFailedError(failed)


def _told(one: Drill) -> str:
    if not one.is_here:
        return f"{one.fingerprint}: its secret key is not here; nothing was proved"
    tried = len(one.opened) + len(one.failed)
    return f"{one.fingerprint}: opened {len(one.opened)} of {tried} papers"


def _print(checked: list[CheckedKey], today: date) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("Use")
    # All of it, on two lines if need be: it is what people compare.
    table.add_column("Key", overflow="fold")
    for name in ("Whose", "Expires", "State"):
        table.add_column(name)
    for one in checked:
        state = one.state
        # Text, so that a name on a key is never read as rich's markup.
        table.add_row(
            one.use,
            state.fingerprint,
            Text(one.comment or state.name),
            str(state.expires or "never"),
            Text("\n".join(_remarks(one, today))),
            style="bold" if one.is_urgent else None,
        )
    console().print(table)


def _remarks(one: CheckedKey, today: date) -> Iterator[str]:
    left = one.state.days_left(today)
    yield one.state.fault or "usable"
    if one.warning is not None and not one.state.fault:
        yield f"expires in {left} days (under {one.warning})"
    if one.state.is_ours:
        yield "secret key here"
    if one.use == "recovery":
        yield f"last drill: {one.drilled or 'never'}"


class UrgentKeysError(RefusedError):
    """Somebody should do something about a key."""

    def __init__(self, count: int) -> None:
        """Say how many."""
        super().__init__(f"keys that need somebody: {count}")


class NotHandedOverError(RefusedError):
    """The new colleague cannot read everything."""

    def __init__(self, count: int) -> None:
        """Say how many."""
        super().__init__(f"papers not handed over: {count}; mend that, and type it again")


class DrillFailedError(RefusedError):
    """A recovery key would not save us."""

    def __init__(self, count: int) -> None:
        """Say how many."""
        super().__init__(f"recovery keys that did not open every paper: {count}")
