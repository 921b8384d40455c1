# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell which translations are older than their sisters: ``python -m intake.site.translations``.

Nothing is wrong with them, so this never fails; readers see a notice until somebody catches up.
"""

from collections.abc import Iterator
from pathlib import Path

import click

from intake.site.checks import families
from intake.site.sources import KEYS, paths, read_source


def stale(content: Path) -> Iterator[str]:
    """Return a line for each translation whose sister changed later."""
    sources = [read_source(content, path) for path in paths(content, KEYS)]
    for family in families(one for one in sources if one):
        days = [(one, one.changed) for one in family if one.changed]
        last = max((day for _, day in days), default=None)
        for one, day in days:
            if day != last:
                yield (
                    f"content/{one.place}: of {day}, a sister changed on {last}: "
                    f"translate the change, then write Modified: {last}"
                )


@click.command()
@click.argument("content", default="content", type=click.Path(path_type=Path, exists=True))
def main(content: Path) -> None:
    """List the translations that are older than their sisters.

    Example: python -m intake.site.translations
    """
    for line in stale(content):
        click.echo(line)


if __name__ == "__main__":
    main()
