# SPDX-License-Identifier: GPL-3.0-or-later
"""Give other machines what a desk added, and take over what they added."""

from datetime import datetime

from intake.actions.sync_register import Machine, Synced, sync_register
from intake.store.committer import commit_papers
from intake.store.dossiers import papers_of


def push_register(machine: Machine, now: datetime) -> Synced:
    """Commit what is complete and not in git, then exchange everything.

    A machine with an intake commits such papers at each start; a desk has none.
    """
    repository = machine.repository
    committed = repository.committed()
    missing = [one for one in papers_of(repository.folder) if str(one.body) not in committed]
    if missing:
        commit_papers(repository, missing, now)
    return sync_register(machine, now, take_keys=True)
