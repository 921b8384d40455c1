# SPDX-License-Identifier: GPL-3.0-or-later
"""Give other machines what a desk added, and take over what they added."""

from datetime import datetime

from intake.actions.sync_register import Machine, Synced, sync_register
from intake.store.committer import commit_missing
from intake.store.dossiers import papers_of


def push_register(machine: Machine, now: datetime) -> Synced:
    """Commit what is complete and not in git, then exchange everything.

    A machine with an intake commits such papers at each start; a desk has none.
    """
    commit_missing(machine.repository, list(papers_of(machine.repository.folder)), now)
    return sync_register(machine, now, take_keys=True)
