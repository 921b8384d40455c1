# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand actions off line, merged in random order: ``scripts/bench merge``.

Real git, a real hub with its hook; papers are not encrypted, since merging reads none.
"""

import sys
import tempfile
import time
from pathlib import Path

import click

from tests.store.machines import fsck
from tests.store.rounds import play

_ROOT = Path(__file__).resolve().parent.parent.parent


@click.command()
@click.option("--actions", default=10_000, show_default=True)
@click.option("--clones", default=4, show_default=True, type=click.IntRange(2, 9))
@click.option("--meets", default=0.01, show_default=True, help="Chance of a sync after an action.")
@click.option("--seed", default=26, show_default=True)
def main(actions: int, clones: int, meets: float, seed: int) -> None:
    """Act, meet, compare; exit code 1 if anything is lost, in conflict, or not the same.

    Example: scripts/bench merge --actions 500
    """
    (_ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="a2a-", dir=_ROOT / "var") as folder:
        start = time.perf_counter()
        outcome = play(Path(folder), seed=seed, clones=clones, actions=actions, meets=meets)
        seconds = time.perf_counter() - start
        broken = [place.name for place in Path(folder).iterdir() if fsck(git_folder(place))]
    click.echo(
        f"{clones} machines, {actions} actions, {outcome.papers} papers, {outcome.syncs} syncs,"
        f" {outcome.double_claims} double claims left open, {seconds:.0f} s"
    )
    for fault in (*outcome.faults, *(f"git fsck: {name}" for name in broken)):
        click.echo(fault)
    click.echo(f"faults: {len(outcome.faults) + len(broken)} (bar: 0)")
    sys.exit(1 if outcome.faults or broken else 0)


def git_folder(place: Path) -> Path:
    """Return where git finds the repository of a machine, or of the hub."""
    return place / "register" if (place / "register").is_dir() else place


if __name__ == "__main__":
    main()
