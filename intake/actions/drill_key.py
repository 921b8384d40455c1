# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearse the worst day: show of each recovery key that it alone opens a sample of papers."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.errors import IntakeError, NotFoundError
from intake.openpgp.decrypt import Opener
from intake.openpgp.gpg import WRITE_ONLY, open_gpg
from intake.openpgp.key_state import is_ours, packet_ids
from intake.openpgp.keyring import Fingerprint, read_recipients
from intake.openpgp.packets import Sealed, key_packets
from intake.settings import Settings
from intake.store.dossiers import Paper
from intake.store.erasures import erased_among
from intake.store.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What one key opened, and why it did not open the rest; ``is_here`` is its secret part."""

    fingerprint: Fingerprint
    is_here: bool
    opened: tuple[Paper, ...]
    failed: tuple[tuple[Paper, str], ...]

    @property
    def is_passed(self) -> bool:
        """Whether the key would save us."""
        return bool(self.opened) and not self.failed


def drill_key(settings: Settings, *, register: Register, size: int) -> list[Drill]:
    """Open the sample with each recovery key; NoPapersError if there is nothing to open."""
    papers = list(register.papers())
    gone = erased_among(papers)
    papers = sorted(
        (one for one in papers if one not in gone), key=lambda one: (one.received, one.number)
    )
    if not papers:
        raise NoPapersError
    chosen = sample(papers, size)
    keys = read_recipients(settings.backup.recipients)
    return [_drill(one, chosen, settings, register) for one in keys]


def sample(papers: Sequence[Paper], size: int) -> list[Paper]:
    """Return the oldest, the newest, and others at even steps between them."""
    if len(papers) <= size:
        return list(papers)
    last = len(papers) - 1
    steps = max(size - 1, 1)
    return [papers[last - last * step // steps] for step in range(size)]


def _drill(
    fingerprint: Fingerprint, papers: Sequence[Paper], settings: Settings, register: Register
) -> Drill:
    home, keyring = settings.desk.gnupg_home, settings.backup.keyring
    desk = open_gpg(home)
    if not is_ours(desk, fingerprint):
        return Drill(fingerprint=fingerprint, is_here=False, opened=(), failed=())
    public = open_gpg(keyring.parent, keyring=keyring, options=WRITE_ONLY)
    ids = packet_ids(fingerprint, [public, desk])
    opened, failed = [], []
    for paper in papers:
        try:
            Opener(home).open(_for_one(register.sealed(paper), ids, fingerprint, register, paper))
        except IntakeError as error:
            failed.append((paper, str(error)))
        else:
            opened.append(paper)
    return Drill(fingerprint=fingerprint, is_here=True, opened=tuple(opened), failed=tuple(failed))


def _for_one(
    sealed: Sealed,
    ids: frozenset[str],
    fingerprint: Fingerprint,
    register: Register,
    paper: Paper,
) -> Sealed:
    """Return the paper with nothing but what this one key could open it by."""
    packets = [one.data for one in key_packets(sealed.keys) if one.key_id in ids]
    own = register.session_of(paper, fingerprint)
    if not packets and not own:
        raise NotARecipientError
    return Sealed(keys=b"".join(packets), body=sealed.body, sessions=(own,) if own else ())


class NotARecipientError(IntakeError):
    """The paper was not written for this key."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("it is not encrypted to this key")


class NoPapersError(NotFoundError):
    """A drill on an empty register proves nothing."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("there is no paper to open in this register: nothing was proved")
