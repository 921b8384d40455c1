# SPDX-License-Identifier: GPL-3.0-or-later
"""Create the register: an empty git repository with the settings that keep it safe."""

from datetime import datetime
from pathlib import Path

from intake.store.durable import make_folder
from intake.store.git import open_new_register


def create_register(register: Path, keys: Path, *, now: datetime) -> bool:
    """Make the register and the folder of its keys; return False if they were there."""
    make_folder(keys)
    return open_new_register(register, now)
