# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff restore``: a register from a backup."""

from pathlib import Path

import click

from intake.actions.restore_backup import restore_backup
from intake.actions.verify_register import verify_register
from intake.model.calendar import brussels_time_text
from intake.price_lists import read_catalogue
from intake.staff.desk import desk_settings, read_clock, reading
from intake.staff.register import FindingsError
from intake.store.erasures import LIST_NAME

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.argument("folder", type=_FOLDER)
@click.option(
    "--erasures",
    type=_FILE,
    multiple=True,
    help="A further list of erasures to carry out again; may be given several times.",
)
def restore(file: Path, folder: Path, *, erasures: tuple[Path, ...]) -> None:
    """Make register and keys of a backup, in an empty folder; erase again; verify everything.

    Erasures since the backup are known from erasures.txt: beside the backup, in the notes folder of
    the settings, and where --erasures says. Takes a GnuPG home with a recovery key.

    Example: staff restore var/backups/backup-20261125T020000Z.tar.gpg var/restored
    """
    settings, now = desk_settings(), read_clock()
    lists = (settings.backup.notes / LIST_NAME, *erasures)
    restored = restore_backup(file, folder, lists=lists, settings=settings, now=now)
    click.echo(f"Restored to {folder}: the register of {brussels_time_text(restored.made)}")
    click.echo(f"Erasures carried out again: {len(restored.erasures)}")
    with reading("papers") as progress:
        verification = verify_register(
            register=restored.register,
            catalogue=read_catalogue(settings.folders.catalogue),
            progress=progress,
        )
    for one in verification.findings:
        click.echo(f"{one.place}: {one.what}")
    if verification.findings:
        raise FindingsError(len(verification.findings))
    click.echo(f"The register is whole. Papers read: {verification.papers}")
