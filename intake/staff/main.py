# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``staff``: what it is called with, and what it ends with."""

import os
import sys
from datetime import datetime
from importlib import import_module
from typing import Any

import click

from intake.errors import IntakeError, UnavailableError, exit_code

# Each is a module of this folder with a command of that name, loaded when it is called: a look at
# the queue should not wait for what makes PDFs.
_COMMANDS = (
    "access-codes",
    "backup",
    "credit-notes",
    "erase",
    "find",
    "give-back",
    "held",
    "invoices",
    "keys",
    "members",
    "notes",
    "orders",
    "outbox",
    "payments",
    "pro-formas",
    "pull",
    "push",
    "queue",
    "quotations",
    "refunds",
    "register",
    "requests",
    "restore",
    "states",
    "take",
    "taken",
    "vies-evidence",
)


class Desk(click.Group):
    """A group of commands whose refusals are one sentence and an exit code, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*_COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"intake.staff.{name}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except IntakeError as error:
            click.echo(f"staff: {error}", err=True)
            ctx.exit(exit_code(error))
        except BrokenPipeError:
            # Whoever reads has read enough (staff queue | head).
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            click.echo(f"staff: {error.filename}: {error.strerror}", err=True)
            ctx.exit(exit_code(UnavailableError()))


@click.group(cls=Desk)
@click.version_option(package_name="intake", prog_name="staff")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Work as if it were noon (UTC) of that day, to rehearse.",
)
def main(today: datetime | None) -> None:
    """Work on the register of orders.

    Settings are read from content/settings.toml, or from the file that INTAKE_SETTINGS names. The
    exit code is 0, 2 for something to correct, 3 for something that is not there, 4 for a rule
    that says no, 5 for a signature that proves nothing, and 6 when it cannot be done now.

    Example: staff queue
    """
    del today  # read by staff.desk.read_clock
