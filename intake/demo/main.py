# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepare what the demo needs, run its programs, and end them: what ``scripts/run`` starts.

The intake, the staff's command and the site build are run as the commands that they are.
"""

import asyncio
import datetime
import os
import shlex
import signal
import sys
from pathlib import Path

import click

from intake.demo.build_site import build_site
from intake.demo.keys import make_demo_keys, stop_agents
from intake.demo.mailbox import mailbox_folder
from intake.demo.partner import make_demo_partner
from intake.demo.ports import answers, check_free, takes_connections
from intake.demo.processes import (
    STOP_SIGNALS,
    Patience,
    Program,
    Surroundings,
    call,
    run_until_stopped,
)
from intake.demo.settings_copy import on_ports, write_settings
from intake.errors import IntakeError, exit_code
from intake.model.calendar import brussels_date
from intake.settings import SETTINGS_VARIABLE, Settings, read_settings, settings_file
from intake.store.lock import held

_ROOT = Path(__file__).parent.parent.parent
_COMMANDS = Path(sys.executable).parent
_PORT = click.IntRange(1, 65535)


@click.command()
@click.option("--port", type=_PORT, help="Where the site and the intake listen.")
@click.option("--mail-port", type=_PORT, help="Where the mail box listens.")
def main(*, port: int | None, mail_port: int | None) -> None:
    """Run a whole network on this machine until Ctrl-C: site, order desk and mail box."""
    for number in STOP_SIGNALS[1:]:
        # While we prepare, every wish to stop is a Ctrl-C.
        signal.signal(number, signal.default_int_handler)
    try:
        _run(port, mail_port)
    except IntakeError as error:
        _refuse(str(error), status=exit_code(error))
    except OSError as error:
        _refuse(f"cannot read or write {error.filename}: {error.strerror}", status=6)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def _run(port: int | None, mail_port: int | None) -> None:
    lock = read_settings(settings_file()).folders.site.with_name("demo-runs")
    lock.parent.mkdir(parents=True, exist_ok=True)
    # Two demos would build into each other's folders.
    with held(lock, wait=False):
        _run_alone(port, mail_port)


def _run_alone(port: int | None, mail_port: int | None) -> None:
    settings, file = _settings(port, mail_port)
    check_free(settings.web.listen, option="--port")
    check_free(settings.mail.server, option="--mail-port")
    if file != settings_file():
        write_settings(settings, file)
    environment = {**os.environ, SETTINGS_VARIABLE: str(file)}
    surroundings = Surroundings(folder=_ROOT, environment=environment)
    try:
        _prepare(settings, file, surroundings)
        asyncio.run(
            run_until_stopped(
                _programs(),
                surroundings,
                ready=lambda: _is_ready(settings),
                announce=lambda: click.echo(announcement(settings, file)),
                patience=Patience(),
            )
        )
        click.echo("Stopped.")
    finally:
        for number in STOP_SIGNALS:
            # The end has begun: a second Ctrl-C must not leave half of it undone.
            signal.signal(number, signal.SIG_IGN)
        stop_agents(settings.desk.gnupg_home)


def _settings(port: int | None, mail_port: int | None) -> tuple[Settings, Path]:
    file = settings_file()
    settings = read_settings(file)
    if port is None and mail_port is None:
        return settings, file
    settings = on_ports(settings, port=port, mail_port=mail_port)
    return settings, settings.folders.site.with_name("demo-settings.toml")


def _prepare(settings: Settings, file: Path, surroundings: Surroundings) -> None:
    make_demo_keys(settings)
    make_demo_partner(settings.webhooks.partners)
    register = [str(_COMMANDS / "staff"), "register", "create"]
    call(Program(name="staff register create", command=register), surroundings)
    # The door reads the clock once: which price list the site shows.
    today = brussels_date(datetime.datetime.now(datetime.UTC))  # noqa: TID251
    build_site(settings, file, surroundings, today=today)


def _programs() -> list[Program]:
    mailbox = [sys.executable, "-P", "-m", "intake.demo.mailbox"]
    return [
        Program(name="the mail box", command=mailbox),
        Program(name="intake serve", command=[str(_COMMANDS / "intake"), "serve"]),
    ]


def _is_ready(settings: Settings) -> bool:
    listening = takes_connections(settings.mail.server)
    return listening and answers(settings.web.listen, "/health/live")


def announcement(settings: Settings, file: Path) -> str:
    """Say what can be opened and what to try next."""
    staff = shlex.quote(str(Path(".venv") / "bin" / "staff"))
    if file != _ROOT / "content" / "settings.toml":
        staff = f"{SETTINGS_VARIABLE}={shlex.quote(str(file))} {staff}"
    address = f"http://{settings.web.listen}"
    return f"""
The demo runs. Its keys are DEMO keys: type nothing into it that is secret.

  the site       {address}/
  order here     {address}/en/order/   /fr/order/   /nl/order/
  the mail       {mailbox_folder(settings)} (each message also shows here as one line)

Try next, in another terminal:

  cd {shlex.quote(str(_ROOT))}
  {staff} queue
  {staff} orders show NUMBER
  {staff} register verify

Ctrl-C stops everything.
"""


def _refuse(sentence: str, *, status: int) -> None:
    click.echo(f"scripts/run: {sentence}", err=True)
    sys.exit(status)


if __name__ == "__main__":
    main(prog_name="scripts/run")
