# SPDX-License-Identifier: GPL-3.0-or-later
"""Look for inputs that break a reader, guided by what they reach: ``scripts/bench fuzz forms``.

Atheris (libFuzzer for Python) is not in the locks, for it has no build for every machine:
``.venv/bin/pip install atheris``. A reader may refuse with one of our errors; anything else ends
the run and leaves the input in a file named crash-…
"""

import importlib
import sys
import tempfile
from pathlib import Path

import click

# What is watched while it runs; it must not be imported before.
_WATCHED = [
    "intake",
    "csv",
    "xml",
    "urllib",
    "json",
    "stdnum",
    "idna",
    "email_validator",
    "ipaddress",
]


@click.command()
@click.argument("target")
@click.option("--seconds", default=3600, show_default=True)
@click.option("--corpus", default="", help="A folder that keeps what was found to be worth trying.")
def main(target: str, seconds: int, corpus: str) -> None:
    """Try inputs on a reader for so long.

    There are forms, packets, records, headers, webhooks, signatures, and the statements of banks:
    coda, camt053 and bank_csv.

    Example: scripts/bench fuzz forms --seconds 600
    """
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=_WATCHED):
        readers = importlib.import_module("tests.bench.readers")
    read, refused = readers.TARGETS[target], readers.IntakeError

    def one(data: bytes) -> None:
        try:
            read(data)
        except refused:
            return

    seeds = Path(tempfile.mkdtemp(prefix="seeds-"))
    for place, seed in enumerate(readers.SEEDS.get(target, ())):
        (seeds / f"seed-{place}").write_bytes(seed)
    # The first folder takes what is found; the others are only read.
    folders = [corpus or str(seeds), str(seeds)]
    options = [f"-max_total_time={seconds}", "-max_len=4096", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, *folders], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
