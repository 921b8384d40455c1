# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff register``: make the register, see how it is, and prove that it is whole."""

from pathlib import Path

import click

from intake.actions.create_register import create_register
from intake.actions.rebuild_register import Rebuilt, rebuild_pro_formas, rebuild_register
from intake.actions.status_register import status_register
from intake.actions.verify_register import Verification, verify_register
from intake.errors import RefusedError
from intake.price_lists import read_catalogue
from intake.settings import Settings
from intake.staff.desk import (
    as_json,
    desk_settings,
    open_register,
    print_json,
    progress_bar,
    read_clock,
    reading,
)
from intake.staff.rebuild_view import rebuilt_json, tell_rebuilt
from intake.staff.register_view import show_status, status_as_json


@click.group()
def register() -> None:
    """Make the register, look at it, and verify it."""


@register.command()
@click.option("--dry-run", is_flag=True, help="Say what would be made, and make nothing.")
def create(*, dry_run: bool) -> None:
    """Make the register where the settings say; one that is there is left alone.

    It is empty, unless the settings name a hub that has one: then it becomes a copy of that.

    Example: staff register create
    """
    settings = desk_settings()
    folders = settings.folders
    if dry_run:
        is_there = folders.register.exists()
        click.echo(f"{'There is' if is_there else 'Would make'}: {folders.register}")
        return
    hub = settings.register.hub
    is_new = create_register(folders.register, folders.keys, now=read_clock(), hub=hub)
    made = f"Made a register, with the hub {hub}" if hub else "Made an empty register"
    click.echo(f"{made if is_new else 'There is a register'}: {folders.register}")


@register.command()
@as_json
def status(*, as_json: bool) -> None:
    """Show sizes, growth, and what somebody should look at. Nothing is decrypted.

    Example: staff register status
    """
    settings = desk_settings()
    found = status_register(
        register=open_register(settings),
        cache=settings.register.cache,
        keyring=settings.web.keyring,
        recipients=settings.web.recipients,
        now=read_clock(),
    )
    if as_json:
        print_json(status_as_json(found))
    else:
        show_status(found)


@register.command()
@click.option("--full", is_flag=True, help="Read also what was whole the last time.")
@as_json
def verify(*, full: bool, as_json: bool) -> None:
    """Prove that the register is whole: git, signatures, papers, keys, numbers and prices.

    What was whole the last time is only looked for and not read again, unless --full says so.

    Example: staff register verify --full
    """
    verification = _verified(desk_settings(), full=full, quiet=as_json)
    findings = verification.findings
    if as_json:
        print_json(
            {
                "papers": verification.papers,
                "before": verification.before,
                "closed": verification.closed,
                "findings": [{"place": one.place, "what": one.what} for one in findings],
            },
        )
    else:
        _tell(verification)
    if findings:
        raise FindingsError(len(findings))


@register.command()
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the files go; outside the register, since they can be read by anybody.",
)
@click.option("--pro-formas", is_flag=True, help="Also what answered each order, in today's words.")
@click.option("--dry-run", is_flag=True, help="Make and compare everything, and write nothing.")
@as_json
def rebuild(folder: Path, *, pro_formas: bool, dry_run: bool, as_json: bool) -> None:
    """Make every invoice and credit note again: PDF and UBL, to the byte.

    A file is written if it has the sum that its record holds; what would be another is named, with
    the reason. SHA256SUMS beside them is for sha256sum -c. Of a pro-forma no sum is kept, so it
    proves nothing.

    Example: staff register rebuild --out /tmp/documents
    """
    settings = desk_settings()
    its, target = open_register(settings), None if dry_run else folder
    with progress_bar("Making documents", quiet=as_json) as told:
        issued = rebuild_register(
            target,
            register=its,
            protected=(settings.folders.register, *settings.key_folders),
            progress=told,
        )
    answers: list[Rebuilt] = []
    if pro_formas:
        catalogue = read_catalogue(settings.folders.catalogue)
        with progress_bar("Making pro-formas", quiet=as_json) as told:
            answers = rebuild_pro_formas(
                target, register=its, settings=settings, catalogue=catalogue, progress=told
            )
    if as_json:
        print_json([rebuilt_json(one) for one in (*issued, *answers)])
    else:
        tell_rebuilt(issued, answers, target)
    left = [one for one in (*issued, *answers) if one.faults]
    if left:
        raise NotRebuiltError(len(left))


def _tell(verification: Verification) -> None:
    for one in verification.findings:
        click.echo(f"{one.place}: {one.what}")
    if not verification.findings:
        click.echo(f"The register is whole. Papers read: {verification.papers}")
    if verification.before:
        click.echo(f"Whole the last time, and not read again: {verification.before}")
    if verification.closed:
        click.echo(f"Not decrypted, since no secret key is at hand: {verification.closed}")


def _verified(settings: Settings, *, full: bool, quiet: bool) -> Verification:
    catalogue = read_catalogue(settings.folders.catalogue)
    with reading("papers", quiet=quiet) as progress:
        return verify_register(
            register=open_register(settings),
            catalogue=catalogue,
            signers=settings.register.allowed_signers,
            cache=settings.register.cache,
            notes=settings.backup.notes,
            full=full,
            progress=progress,
        )


class FindingsError(RefusedError):
    """The register is not whole."""

    def __init__(self, count: int) -> None:
        """Say how many findings there are."""
        super().__init__(f"the register is not whole; findings: {count}")


class NotRebuiltError(RefusedError):
    """Some documents cannot be made again as they were."""

    def __init__(self, count: int) -> None:
        """Say how many."""
        super().__init__(f"documents that cannot be made again as they were issued: {count}")
