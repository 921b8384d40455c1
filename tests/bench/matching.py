# SPDX-License-Identifier: GPL-3.0-or-later
"""Match generated transfers and count the wrong: ``scripts/bench matching --entries 100000``."""

import random
import time
from collections import Counter

import click

from intake.model.matching import Outcome, plan_matching
from tests.model.transfers import orders, transfers, with_places, wrong_matches


@click.command()
@click.option("--entries", default=100_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(entries: int, seed: int) -> None:
    """Plan the matching of so many transfers, half as many orders being open.

    Example: scripts/bench matching --entries 100000
    """
    chance = random.Random(seed)  # noqa: S311
    known = orders(chance, entries // 2)
    made = with_places(list(transfers(chance, known, entries)))
    begun = time.process_time()
    matches = plan_matching([(str(place), one.entry) for place, one in enumerate(made)], known)
    seconds = time.process_time() - begun
    booked = [(one.outcome, frozenset(number for number, _ in one.shares)) for one in matches]
    counts = Counter(one.outcome for one in matches)
    for outcome in Outcome:
        click.echo(f"{counts[outcome]:8d}  {outcome}")
    click.echo(f"{wrong_matches(made, booked):8d}  wrong, of {entries} in {seconds:.1f} s")


if __name__ == "__main__":
    main()
