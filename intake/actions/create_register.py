# SPDX-License-Identifier: GPL-3.0-or-later
"""Create the register: empty, or, on a further machine, as the hub has it."""

from datetime import datetime
from pathlib import Path

from intake.store.durable import make_folder
from intake.store.git import FORMAT_FILE, open_new_register
from intake.store.remote import join


def create_register(register: Path, keys: Path, *, now: datetime, hub: str = "") -> bool:
    """Make the register and the folder of its keys; return False if they were there.

    A hub that has a register already is joined: two beginnings could never be merged.
    """
    make_folder(keys)
    if hub and not (register / FORMAT_FILE).is_file() and join(register, hub):
        return True
    return open_new_register(register, now)
