# SPDX-License-Identifier: GPL-3.0-or-later
"""Take over what other machines added, and give nothing."""

from datetime import datetime

from intake.actions.sync_register import Machine, Synced, copied, keys_in, tell_of_keys


def pull_register(machine: Machine, now: datetime) -> Synced:
    """Fetch and merge, then take the keys of what came."""
    came = machine.remote.bring_in(now) if machine.hub else []
    taken = keys_in(machine)
    tell_of_keys(taken)
    return Synced(came=tuple(came), keys=copied(taken))
