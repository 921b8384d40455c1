# SPDX-License-Identifier: GPL-3.0-or-later
"""How documents that were made again look in a terminal."""

from collections.abc import Sequence
from pathlib import Path

import click

from intake.actions.rebuild_register import SUMS, Rebuilt
from intake.staff.desk import Json

_Many = Sequence[Rebuilt]


def rebuilt_json(one: Rebuilt) -> Json:
    """Return one document for programs."""
    return {
        "document": one.name,
        "files_that_are_the_same": one.same,
        "files_with_a_sum": len(one.sums),
        "erased": one.is_erased,
        "faults": list(one.faults),
    }


def tell_rebuilt(
    issued: Sequence[Rebuilt], answers: Sequence[Rebuilt], folder: Path | None
) -> None:
    """Say what is not as it was, then how much is; without a folder nothing was written."""
    for one in (*issued, *answers):
        for fault in one.faults:
            click.echo(f"{one.name}: {fault}")
    same, wanted = sum(one.same for one in issued), sum(len(one.sums) for one in issued)
    erased = sum(one.is_erased for one in issued)
    click.echo(f"The same as issued, to the byte: {same} of {wanted} files")
    if erased:
        click.echo(f"Erased, so that nobody can make them again: {erased} documents")
    if answers:
        made = sum(not one.faults for one in answers)
        click.echo(f"Pro-formas and quotation requests in today's words, not compared: {made}")
    if folder:
        click.echo(f"To prove it without this program: cd {folder} && sha256sum -c {SUMS}")
