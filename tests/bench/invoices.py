# SPDX-License-Identifier: GPL-3.0-or-later
"""What a thousand invoices cost: ``scripts/bench invoices``.

A register of paid orders, made with real gpg and git, then the real ``staff invoices issue --due``
as a program of its own: orders and payments decrypted, PDF and UBL made, hashed, encrypted,
written and committed. Beside it, in the same minutes, the yardsticks of one core: PDF alone.
"""

import dataclasses
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from intake.actions.create_register import create_register
from intake.documents.issued_files import files_of
from intake.openpgp.encrypt import open_sealer
from intake.price_lists import read_catalogue
from intake.settings import SETTINGS_VARIABLE, Settings, read_settings, settings_file
from intake.store.committer import commit_papers
from intake.store.dossiers import Paper, PaperKind
from intake.store.git import Repository
from intake.store.paper_writer import PaperWriter
from intake.store.records import order_to_json
from tests.bench.measure import run
from tests.billing import ORGANISATION, invoice_of, order_of, pay
from tests.conftest import NOW, make_key, run_gpg, write_settings
from tests.stories.conftest import moved

_ROOT = Path(__file__).resolve().parent.parent.parent
_STAFF = str(Path(sys.executable).parent / "staff")
_YARDSTICK = 50


@click.command()
@click.option("--invoices", default=1000, show_default=True, help="How many to issue.")
def main(invoices: int) -> None:
    """Measure issuing all invoices that are due, verifying them, and making them all again.

    Example: scripts/bench invoices --invoices 200
    """
    (_ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="a2a-", dir=_ROOT / "var") as folder:
        settings = prepared(Path(folder), invoices)
        environment = {SETTINGS_VARIABLE: f"{folder}/settings.toml"}
        click.echo(f"PDF and UBL alone, one core: {alone(settings):.0f} ms each")
        for words in (
            ["invoices", "issue", "--due"],
            ["invoices", "verify"],
            ["register", "rebuild", "--out", f"{folder}/out"],
        ):
            command = [_STAFF, "--today", "2026-11-24", *words]
            cost = run(command, Path(folder), environment)
            click.echo(
                f"{' '.join(words[:2]):16} {invoices} invoices: {cost.wall:.1f} s,"
                f" {cost.wall * 1000 / invoices:.0f} ms each, {cost.cpu:.1f} s of all cores,"
                f" {cost.memory:.0f} MB"
            )


def prepared(root: Path, count: int) -> Settings:
    """Return settings with staff keys and a register of so many paid orders."""
    settings = moved(read_settings(settings_file()), root)
    home = Path(tempfile.mkdtemp(prefix="a2a-"))
    fingerprints = [make_key(home, f"Bench {name} <{name}@example.org>") for name in "ab"]
    (root / "staff-keys.gpg").write_bytes(run_gpg(home, "--export", *fingerprints))
    (root / "recipients.txt").write_text("\n".join(fingerprints) + "\n", encoding="utf-8")
    settings = dataclasses.replace(
        settings,
        web=dataclasses.replace(
            settings.web, keyring=root / "staff-keys.gpg", recipients=root / "recipients.txt"
        ),
        desk=dataclasses.replace(settings.desk, gnupg_home=home),
    )
    folders = settings.folders
    create_register(folders.register, folders.keys, now=NOW)
    laid: list[Paper] = []
    writer = PaperWriter(
        repository=Repository(folders.register),
        keys=folders.keys,
        sealer=open_sealer(settings.web.keyring, settings.web.recipients, NOW),
        commit=laid.append,
    )
    price_list = read_catalogue(folders.catalogue).in_force_on(NOW.date())
    with click.progressbar(range(1, count + 1), label="Making paid orders") as counts:
        for number in counts:
            order = order_of(ORGANISATION, price_list, count=number)
            paper = Paper(
                number=order.number,
                opened=order.received.date(),
                kind=PaperKind.ORDER,
                received=order.received.astimezone(UTC),
                mark=f"{number:016x}",
            )
            writer.write(paper, order_to_json(order))
            laid.append(paper)
            pay(order, writer)
    commit_papers(writer.repository, laid, NOW)
    write_settings(settings, root / "settings.toml")
    return settings


def alone(settings: Settings) -> float:
    """Return the milliseconds that the files of one invoice take."""
    price_list = read_catalogue(settings.folders.catalogue).in_force_on(NOW.date())
    invoice = invoice_of(order_of(ORGANISATION, price_list), price_list, settings)
    start = time.perf_counter()
    for place in range(_YARDSTICK):
        issued: datetime = invoice.issued + timedelta(seconds=place)
        files_of(dataclasses.replace(invoice, issued=issued))
    return (time.perf_counter() - start) * 1000 / _YARDSTICK


if __name__ == "__main__":
    main()
