# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``staff``: what it is called with, and what it ends with."""

import os
import sys
from datetime import datetime
from typing import Any

import click

from intake.errors import IntakeError, UnavailableError, exit_code
from intake.staff.give_back import give_back
from intake.staff.held import held
from intake.staff.orders import orders
from intake.staff.outbox import outbox
from intake.staff.pro_formas import pro_formas
from intake.staff.pull import pull
from intake.staff.push import push
from intake.staff.queue import queue
from intake.staff.register import register
from intake.staff.requests import requests
from intake.staff.states import states
from intake.staff.take import take
from intake.staff.taken import taken


class Desk(click.Group):
    """A group of commands whose refusals are one sentence and an exit code, never a traceback."""

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
    """
    del today  # read by staff.desk.read_clock


main.add_command(queue)
main.add_command(held)
main.add_command(orders)
main.add_command(outbox)
main.add_command(pro_formas)
main.add_command(requests)
main.add_command(register)
main.add_command(states)
main.add_command(pull)
main.add_command(push)
main.add_command(take)
main.add_command(give_back)
main.add_command(taken)
