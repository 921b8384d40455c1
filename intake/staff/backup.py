# SPDX-License-Identifier: GPL-3.0-or-later
"""``staff backup``: a copy of the register that survives the loss of everything else."""

from collections.abc import Sequence
from pathlib import Path

import click

from intake.actions.make_backup import make_backup
from intake.errors import RefusedError
from intake.staff.desk import desk_settings, open_register, read_clock
from intake.store.backup_files import backup_path
from intake.store.dossiers import Paper

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def backup(folder: Path, *, dry_run: bool) -> None:
    """Write git and key packets to one file, encrypted to the recovery keys, and prove it.

    The file is read again from the disk; where a recovery key is at hand, it is decrypted as well.
    Of the backups in the folder the last 31 daily and the first of the last 12 months stay. Without
    us: gpg -d FILE | tar x

    Example: staff backup var/backups
    """
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    if dry_run:
        click.echo(f"Would write: {backup_path(folder, now)}")
        return
    made = make_backup(folder, register=register, settings=settings, now=now)
    proof = "decrypted and compared" if made.is_decrypted else "read again; no recovery key is here"
    click.echo(f"{made.path}: {made.files} files, {made.size} bytes; {proof}")
    for path in made.gone:
        click.echo(f"Deleted, for newer ones are there: {path}")
    if made.keyless:
        raise KeylessPapersError(made.keyless)


class KeylessPapersError(RefusedError):
    """The backup is made, but what it is a copy of is not whole."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        """Say how many papers nobody can read, and name the first."""
        first = papers[0]
        super().__init__(
            f"papers without key packets: {len(papers)}, first {first.kind} {first.number};"
            " the backup is made and no older one deleted, for one may have them:"
            " staff register verify names all"
        )
