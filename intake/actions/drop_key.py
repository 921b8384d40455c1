# SPDX-License-Identifier: GPL-3.0-or-later
"""Drop a staff key: nothing new is encrypted to it, and its packets go from every key file.

That takes no secret key. Whoever has an old copy of a key file still reads by it; no arrangement of
keys cures that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from intake.errors import NotFoundError, RefusedError
from intake.openpgp.gpg import WRITE_ONLY, open_gpg
from intake.openpgp.key_state import packet_ids
from intake.openpgp.keyring import Fingerprint, judge, read_recipients, usable
from intake.openpgp.recipients_file import without_recipient
from intake.settings import Settings
from intake.store.durable import replace_file
from intake.store.git import Repository
from intake.store.key_files import KeyFile, all_key_files, rewrite, without_reader


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPlan:
    """Whether the recipients name the key, and how each key file that it can open will be."""

    fingerprint: Fingerprint
    is_recipient: bool
    changes: tuple[tuple[KeyFile, KeyFile], ...]


def plan_drop(fingerprint: Fingerprint, *, settings: Settings, now: datetime) -> DropPlan:
    """Look at every key file, and touch nothing; refuse what would leave a paper unreadable."""
    keyring = settings.web.keyring
    gpg = open_gpg(keyring.parent, keyring=keyring, options=WRITE_ONLY)
    recipients = read_recipients(settings.web.recipients)
    ids = packet_ids(fingerprint, [gpg, open_gpg(settings.desk.gnupg_home)])
    if not ids:
        raise KeyNotKnownError(fingerprint)
    if fingerprint in recipients:
        rest = [one for one in recipients if one != fingerprint]
        usable(judge(rest, gpg, now))
    folders = [*settings.key_folders, settings.folders.held]
    pairs = ((file, without_reader(file, fingerprint, ids)) for file in all_key_files(folders))
    changes = tuple((old, new) for old, new in pairs if old != new)
    lost = [new.path for _, new in changes if not new.readers]
    if lost:
        raise LastReaderError(fingerprint, lost)
    is_recipient = fingerprint in recipients
    if not changes and not is_recipient:
        raise NothingToDropError(fingerprint)
    return DropPlan(fingerprint=fingerprint, is_recipient=is_recipient, changes=changes)


def drop_key(
    plan: DropPlan,
    *,
    settings: Settings,
    today: date,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Take the key from the recipients, then its packets from the files; a second call goes on."""
    recipients = settings.web.recipients
    if plan.is_recipient:
        text = recipients.read_text(encoding="utf-8")
        replace_file(recipients, without_recipient(text, plan.fingerprint, today).encode())
    with Repository(settings.folders.register).writing():
        for done, (old, new) in enumerate(plan.changes, start=1):
            # An erasure meanwhile has deleted it; it must not come back.
            if old.path.exists():
                rewrite(old, new)
            progress(done, len(plan.changes))


class KeyNotKnownError(NotFoundError):
    """Without the public key nobody knows which packets are its."""

    def __init__(self, fingerprint: Fingerprint) -> None:
        """Name it."""
        super().__init__(f"the key {fingerprint} is neither in the keyring nor at this desk")


class NothingToDropError(RefusedError):
    """The key reads nothing here."""

    def __init__(self, fingerprint: Fingerprint) -> None:
        """Name it."""
        super().__init__(f"nothing is encrypted to the key {fingerprint}")


class LastReaderError(RefusedError):
    """Somebody else has to be able to read a paper first."""

    def __init__(self, fingerprint: Fingerprint, lost: list[Path]) -> None:
        """Say how many papers, name one, and say what helps."""
        super().__init__(
            f"only the key {fingerprint} reads {len(lost)} papers, such as {lost[0]};"
            " nothing was changed. Hand them over first: staff keys add FINGERPRINT --all"
        )
