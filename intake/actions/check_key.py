# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the staff and recovery keys: which can be used, how long, and when each was rehearsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from intake.model.calendar import brussels_date
from intake.openpgp.gpg import WRITE_ONLY, open_gpg
from intake.openpgp.key_state import WARNING_DAYS, KeyState, key_states
from intake.openpgp.keyring import Fingerprint, read_recipients
from intake.openpgp.recipients_file import comments
from intake.settings import Settings
from intake.store.drills import last_drills

_YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedKey:
    """One key of a file of recipients."""

    use: str
    state: KeyState
    comment: str
    warning: int | None
    drilled: date | None

    @property
    def is_urgent(self) -> bool:
        """Whether somebody has to act before he goes home."""
        return self.state.fault is not None or self.warning == min(WARNING_DAYS)


def check_key(settings: Settings, now: datetime) -> list[CheckedKey]:
    """Return the staff keys and then the recovery keys, in the order of their files."""
    today, home = brussels_date(now), settings.desk.gnupg_home
    web, backup = settings.web, settings.backup
    drilled = last_drills(backup.notes)
    files = (
        ("staff", web.recipients, web.keyring),
        ("recovery", backup.recipients, backup.keyring),
    )
    return [
        CheckedKey(
            use=use,
            state=state,
            comment=comments(recipients.read_text(encoding="utf-8"))[state.fingerprint],
            warning=state.warning(today),
            drilled=drilled.get(state.fingerprint),
        )
        for use, recipients, keyring in files
        for state in _states(read_recipients(recipients), keyring, home, now)
    ]


def drill_is_due(key: CheckedKey, today: date) -> bool:
    """Say whether nobody has shown for a year that a recovery key opens papers."""
    is_old = key.drilled is None or (today - key.drilled).days > _YEAR
    return key.use == "recovery" and is_old


def _states(
    fingerprints: Sequence[Fingerprint], keyring: Path, home: Path, now: datetime
) -> list[KeyState]:
    gpg = open_gpg(keyring.parent, keyring=keyring, options=WRITE_ONLY)
    return key_states(fingerprints, gpg=gpg, home=home, now=now)
