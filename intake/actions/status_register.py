# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell how the register is: how large, how fast it grows, and what somebody should look at.

Nothing is decrypted.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from intake.actions.list_outbox import list_outbox
from intake.actions.list_queue import Waiting, list_queue
from intake.model.order_state import OrderState
from intake.model.sending import LetterState
from intake.openpgp.encrypt import unusable_at
from intake.openpgp.keyring import Recipient
from intake.store.dossiers import (
    ADDED_PAPERS,
    DOSSIERS,
    MisplacedPaperError,
    Paper,
    paper_at,
    sized_files_below,
)
from intake.store.history import sizes
from intake.store.register import Register

# So long before a key expires, its owner should be asked to extend it.
EXPIRES_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What came in a month: dossiers, papers, and the bytes of their bodies."""

    dossiers: int = 0
    papers: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterStatus:
    """How the register is. Sizes are bytes; ``loose`` objects are files of their own in git."""

    months: Mapping[str, Growth]
    keys_size: int
    git_size: int
    loose: int
    uncommitted: int
    uncommitted_since: datetime | None
    oldest_untaken: Waiting | None
    expiring: tuple[Recipient, ...]
    unsent: int

    @property
    def total(self) -> Growth:
        """All months together."""
        grown = self.months.values()
        return Growth(
            dossiers=sum(one.dossiers for one in grown),
            papers=sum(one.papers for one in grown),
            size=sum(one.size for one in grown),
        )


def status_register(
    *, register: Register, cache: Path, keyring: Path, recipients: Path, now: datetime
) -> RegisterStatus:
    """Look at everything once."""
    # Git before the disk: what is committed meanwhile is not taken to lag.
    git_size, loose = sizes(register.repository)
    papers = _sized_papers(register)
    committed = register.repository.committed()
    lagging = [paper for path, (paper, _) in papers.items() if path not in committed]
    waiting = list_queue(register=register, cache=cache, now=now)
    letters = list_outbox(register=register)
    return RegisterStatus(
        months=_months(papers),
        keys_size=sum(size for _, size in sized_files_below(register.keys)),
        git_size=git_size,
        loose=loose,
        uncommitted=len(lagging),
        uncommitted_since=min((paper.received for paper in lagging), default=None),
        oldest_untaken=next((one for one in waiting if one.state is OrderState.RECEIVED), None),
        expiring=unusable_at(keyring, recipients, now + EXPIRES_SOON),
        unsent=sum(1 for letter in letters if letter.state is not LetterState.SENT),
    )


def _sized_papers(register: Register) -> Mapping[str, tuple[Paper, int]]:
    papers = {}
    for place, size in sized_files_below(register.repository.folder / DOSSIERS):
        # What is no paper is for ``verify`` to tell.
        with suppress(MisplacedPaperError):
            papers[f"{DOSSIERS}/{place}"] = paper_at(f"{DOSSIERS}/{place}"), size
    return papers


def _months(papers: Mapping[str, tuple[Paper, int]]) -> Mapping[str, Growth]:
    months: dict[str, Growth] = {}
    for paper, size in papers.values():
        month = f"{paper.received:%Y-%m}"
        before = months.get(month, Growth())
        months[month] = Growth(
            dossiers=before.dossiers + (paper.kind not in ADDED_PAPERS),
            papers=before.papers + 1,
            size=before.size + size,
        )
    return dict(sorted(months.items()))
