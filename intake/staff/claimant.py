# SPDX-License-Identifier: GPL-3.0-or-later
"""Who takes and gives back at this desk."""

from contextlib import suppress

import click

from intake.actions.sync_register import KeysNeedEyesError, sync_register
from intake.actions.take_order import Claimant
from intake.openpgp.keyring import read_recipients
from intake.openpgp.own_name import own_name
from intake.settings import Settings
from intake.staff.desk import desk_settings, open_register, open_writer, read_clock
from intake.staff.exchange import machine_of

off_line_option = click.option(
    "--off-line", is_flag=True, help="Do not ask the hub; staff push tells it later."
)


def name_at_desk(settings: Settings) -> str:
    """Return the name of whoever sits here: that on the first staff key whose secret part is here.

    So one person has one name in all claims and notes that he writes at this desk.
    """
    return own_name(settings.desk.gnupg_home, read_recipients(settings.web.recipients))


def claimant_of(*, off_line: bool) -> Claimant:
    """Return whoever sits here, who asks the hub unless it is off line."""
    settings, now = desk_settings(), read_clock()
    register = open_register(settings)
    machine = machine_of(settings, register)

    def exchange() -> None:
        if machine.hub and not off_line:
            # What is wrong with other keys is for "staff push" to tell; everything else was done.
            with suppress(KeysNeedEyesError):
                sync_register(machine, now, take_keys=True)

    return Claimant(
        by=name_at_desk(settings),
        register=register,
        writer=open_writer(settings, register, now),
        exchange=exchange,
    )
