# SPDX-License-Identifier: GPL-3.0-or-later
"""Add a staff key: new papers are encrypted to it, and what is open already is handed over.

A second call goes on where the first was cut short; what the key can read already is left alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from intake.errors import IntakeError, RefusedError
from intake.model.order_state import OrderState, order_state
from intake.openpgp.gpg import WRITE_ONLY, open_gpg
from intake.openpgp.key_state import packet_ids
from intake.openpgp.keyring import Fingerprint, Recipient, judge, read_recipients
from intake.openpgp.packets import key_packets
from intake.openpgp.recipients_file import with_recipient
from intake.openpgp.session_key import KeyHandover
from intake.settings import Settings
from intake.store.dossiers import Paper, by_dossier
from intake.store.durable import replace_file
from intake.store.erasures import erased
from intake.store.key_files import add_session, session_files
from intake.store.register import Register

_CLOSED = frozenset({OrderState.CANCELLED, OrderState.ENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """How many papers were handed over, and which could not be."""

    papers: int
    failed: tuple[tuple[Paper, str], ...]


def check_joiner(fingerprint: Fingerprint, settings: Settings, now: datetime) -> bytes | None:
    """Return what has to be added to the keyring, None if the key is there already.

    UnknownKeyError if neither the keyring nor the desk's home has it, or it cannot be used.
    """
    keyring = settings.web.keyring
    gpg = open_gpg(keyring.parent, keyring=keyring, options=WRITE_ONLY)
    if packet_ids(fingerprint, [gpg]):
        _check(judge((fingerprint,), gpg, now)[0])
        return None
    desk = open_gpg(settings.desk.gnupg_home)
    _check(judge((fingerprint,), desk, now)[0])
    return bytes(desk.export_keys(fingerprint, armor=False, minimal=True))


def add_key(
    fingerprint: Fingerprint, comment: str, *, settings: Settings, exported: bytes | None
) -> None:
    """Put the key into the keyring and its fingerprint into the recipients; twice is once."""
    keyring, recipients = settings.web.keyring, settings.web.recipients
    # The keyring first: a recipient whose key is missing would stop the next start.
    if exported:
        replace_file(keyring, keyring.read_bytes() + exported)
    if fingerprint not in read_recipients(recipients):
        text = recipients.read_text(encoding="utf-8")
        replace_file(recipients, with_recipient(text, fingerprint, comment).encode())


def papers_to_hand_over(
    fingerprint: Fingerprint, *, register: Register, keyring: Path, everything: bool
) -> list[Paper]:
    """Return the papers that the key cannot read: those of open dossiers, or of all."""
    gpg = open_gpg(keyring.parent, keyring=keyring, options=WRITE_ONLY)
    ids = packet_ids(fingerprint, [gpg, open_gpg(register.opener.home)])
    return [
        paper
        for paper in _candidates(register, everything=everything)
        if not _reads(fingerprint, ids, paper, register.keys)
    ]


def hand_over(
    papers: list[Paper],
    fingerprint: Fingerprint,
    *,
    register: Register,
    keyring: Path,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Handed:
    """Lay down the session key of each paper for the new key; git is not touched."""
    handover = KeyHandover(home=register.opener.home, keyring=keyring)
    failed = []
    for done, paper in enumerate(papers, start=1):
        try:
            key = handover.session_key(register.sealed(paper))
            add_session(register.keys, paper, fingerprint, handover.message_for(fingerprint, key))
        except IntakeError as error:
            failed.append((paper, str(error)))
        progress(done, len(papers))
    return Handed(papers=len(papers) - len(failed), failed=tuple(failed))


def _candidates(register: Register, *, everything: bool) -> Iterator[Paper]:
    for dossier in by_dossier(register.papers()).values():
        if everything or order_state(paper.kind for paper in dossier) not in _CLOSED:
            gone = erased(dossier)
            yield from (paper for paper in dossier if paper not in gone)


def _reads(fingerprint: Fingerprint, ids: frozenset[str], paper: Paper, keys: Path) -> bool:
    if any(f".{fingerprint}." in path.name for path in session_files(keys, paper)):
        return True
    try:
        packets = key_packets((keys / paper.keys).read_bytes())
    except (IntakeError, OSError):
        # Handing it over will say what is wrong with it.
        return False
    return any(packet.key_id in ids for packet in packets)


def _check(judged: Recipient) -> None:
    if judged.fault:
        raise UnknownKeyError(judged)


class UnknownKeyError(RefusedError):
    """The key is not here, or cannot be used."""

    def __init__(self, judged: Recipient) -> None:
        """Say what is wrong with it, and how a key gets here."""
        super().__init__(
            f"the key {judged.fingerprint} {judged.fault}; nothing was changed."
            " A colleague's key comes with: gpg --import FILE"
        )
