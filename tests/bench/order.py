# SPDX-License-Identifier: GPL-3.0-or-later
"""What an order costs: ``scripts/bench order``.

The real intake with real gpg, git and a mail server, limits off, on this machine's loopback. Each
confirmation has a review page of its own and an address of its own, so that each makes a PDF and a
letter behind the answer. Beside it, in the same minutes: a handler that does nothing under the same
server, and file + fsync + rename + fsync of the folder alone, on the same disk.
"""

import dataclasses
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import click

from intake.actions.answer_order import answers_to
from intake.actions.create_register import create_register
from intake.model.calendar import brussels_date
from intake.model.language import Language
from intake.model.order import numbered
from intake.model.structured_communication import OrderNumber
from intake.model.vat import VatRules, vat_for
from intake.price_lists import read_catalogue
from intake.settings import SETTINGS_VARIABLE, Endpoint, Settings, read_settings, settings_file
from intake.web.order_form import parse_order
from tests.bench.load import Load, cpu_of, many, post, write_synced
from tests.conftest import make_key, run_gpg, write_settings
from tests.stories.conftest import free_port, moved
from tests.web.conftest import GOOD

_ROOT = Path(__file__).resolve().parent.parent.parent
_BIN = Path(sys.executable).parent
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_CLIENTS = (1, 16, 64)
_PAPER = b"x" * 4800
_WARM = 20


@click.command()
@click.option("--orders", default=300, show_default=True, help="For each number of clients.")
def main(orders: int) -> None:
    """Measure review, confirm and PDF.

    Example: scripts/bench order --orders 100
    """
    with tempfile.TemporaryDirectory(prefix="a2a-", dir=_ROOT / "var") as folder:
        settings = prepared(Path(folder))
        mail = ["aiosmtpd", "-n", "-l", str(settings.mail.server), "-c", "aiosmtpd.handlers.Sink"]
        empty = Endpoint("127.0.0.1", free_port())
        nothing = [sys.executable, "-m", "tests.bench.empty", str(empty.port)]
        with (
            started([str(_BIN / mail[0]), *mail[1:]], settings.mail.server),
            started(nothing, empty) as yardstick,
            started([str(_BIN / "intake"), "serve"], settings.web.listen, folder) as intake,
        ):
            click.echo(f"{'':24}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'CPU ms':>8}")
            for line in one_by_one(settings, intake, orders):
                click.echo(line)
            for clients in _CLIENTS:
                bodies = reviewed(settings, orders, f"c{clients}")
                wait_for_letters(intake)
                confirmed = many(confirmations(settings, bodies), clients, intake)
                wait_for_letters(intake)
                body = bodies[0]
                idle = many([partial(post, empty, "/", body)] * orders, clients, yardstick)
                files = [
                    partial(write_synced, Path(folder), f"f{clients}-{number}", _PAPER)
                    for number in range(orders)
                ]
                # The server has four threads, so never more than four write.
                synced = many(files, min(clients, 4))
                for line in compared(clients, confirmed, idle, synced):
                    click.echo(line)
        click.echo(f"PDF and letter: {pdf_ms(settings):.1f} ms CPU (bar: 60)")


def compared(clients: int, confirmed: Load, idle: Load, synced: Load) -> Iterator[str]:
    """Tell one round, with the ratios that count."""
    bar = " (bar: 150)" if clients == 16 else ""  # the issue names sixteen
    yield told(f"{clients:2} clients: confirm", confirmed) + bar
    yield told("   empty handler", idle)
    yield told("   file and fsync", synced)
    for name, yardstick in (("empty", idle), ("fsync", synced)):
        p50, rate = confirmed.p50 / yardstick.p50, confirmed.rate / yardstick.rate
        yield f"   confirm / {name}: p50 {p50:.1f}, rate {rate:.2f}"


def told(name: str, load: Load) -> str:
    """Return a line of the table."""
    return f"{name:24}{load.rate:8.0f}{load.p50:8.1f}{load.p99:8.1f}{load.cpu:8.2f}"


def one_by_one(settings: Settings, intake: int, orders: int) -> Iterator[str]:
    """Measure an order alone; all for one address, so that one letter goes and the others wait."""
    forms = [form(f"alone {number}", "alone@example.org") for number in range(orders)]
    for sent in forms[:_WARM]:
        post(settings.web.listen, "/fr/order/confirm", review(settings, sent))
    wait_for_letters(intake)
    bodies: list[bytes] = []
    works = [lambda sent=sent: bodies.append(review(settings, sent)) for sent in forms[_WARM:]]
    looked = many(works, 1, intake)
    confirmed = many(confirmations(settings, bodies), 1, intake)
    yield told("alone: review", looked)
    yield told("alone: confirm, no PDF", confirmed)
    yield f"review and confirm: {looked.cpu + confirmed.cpu:.1f} ms CPU, git and gpg too (bar: 40)"


def form(remarks: str, email: str) -> Mapping[str, str]:
    """Return an honest form."""
    return {**GOOD, "remarks": remarks, "email": email}


def review(settings: Settings, sent: Mapping[str, str]) -> bytes:
    """Send a form and return what the button of its review page sends."""
    status, page = post(settings.web.listen, "/fr/order/review", urlencode(sent).encode())
    hidden = {name: unescape(value) for name, value in _HIDDEN.findall(page)}
    if "token" not in hidden:
        sys.exit(f"no review page but {status}")
    return urlencode(hidden).encode()


def reviewed(settings: Settings, orders: int, name: str) -> list[bytes]:
    """Return what the buttons of so many review pages send, each for an address of its own."""
    return [
        review(settings, form(f"{name} {number}", f"{name}-{number}@example.org"))
        for number in range(orders)
    ]


def confirmations(settings: Settings, bodies: Sequence[bytes]) -> list[Callable[[], None]]:
    """Return the pressing of each button; anything but a receipt is told on the terminal."""

    def press(body: bytes) -> None:
        status, answer = post(settings.web.listen, "/fr/order/confirm", body)
        if "/order/received/" not in answer:
            click.echo(f"an order was not taken: {status}")

    return [partial(press, body) for body in bodies]


def wait_for_letters(intake: int) -> None:
    """Wait until the intake has nothing to do any more."""
    before = -1.0
    while (used := cpu_of(intake)) != before:
        before = used
        time.sleep(0.3)


def pdf_ms(settings: Settings, times: int = 20) -> float:
    """Return the processor time of one letter with its PDF."""
    catalogue = read_catalogue(settings.folders.catalogue)
    now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  # its own door
    today = brussels_date(now)
    prices = catalogue.in_force_on(today)
    asked = parse_order(GOOD, Language.FR, prices)
    vat = vat_for(asked.customer, VatRules(rates={}), today)
    order = numbered(asked, prices, vat, number=OrderNumber("2026000001"), received=now)
    (answer,) = answers_to(order, settings, catalogue)
    answer.make(now)
    start = time.process_time()
    for _ in range(times):
        answer.make(now)
    return (time.process_time() - start) / times * 1000


def prepared(root: Path) -> Settings:
    """Return settings below the root, with an empty register and two staff keys."""
    settings = moved(read_settings(settings_file()), root)
    web = dataclasses.replace(settings.web, limited=False)
    settings = dataclasses.replace(settings, web=web)
    web.keyring.parent.mkdir()
    with tempfile.TemporaryDirectory(prefix="a2a-") as home:
        prints = [make_key(Path(home), f"{name} <{name}@example.org>") for name in ("one", "two")]
        web.keyring.write_bytes(run_gpg(Path(home), "--export", *prints))
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)
    web.recipients.write_text("\n".join(prints) + "\n", encoding="utf-8")
    now = datetime.now(UTC)  # noqa: TID251  # this program is its own door
    create_register(settings.folders.register, settings.folders.keys, now=now)
    write_settings(settings, root / "settings.toml")
    return settings


@contextmanager
def started(command: Sequence[str], listens: Endpoint, folder: str = "") -> Iterator[int]:
    """Run a program until it is not needed; return its number once it answers."""
    environment = {**os.environ, SETTINGS_VARIABLE: f"{folder}/settings.toml"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as program:
        while not answers(listens):
            if program.poll() is not None:
                sys.exit(f"{command} does not run")
            time.sleep(0.05)
        yield program.pid
        program.terminate()


def answers(endpoint: Endpoint) -> bool:
    """Say whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex((endpoint.host, endpoint.port)) == 0


if __name__ == "__main__":
    main()
