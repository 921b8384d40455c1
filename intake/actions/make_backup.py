# SPDX-License-Identifier: GPL-3.0-or-later
"""Back the register up: git and key packets in one file, encrypted to the recovery keys.

What is complete on the disk and not yet in git is committed first. The file is read again from the
disk before it counts, and only then do older backups go.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from intake.errors import UnavailableError
from intake.openpgp.archive import (
    ArchiveError,
    NoSecretKeyError,
    decrypted,
    encrypted_to,
    key_ids_of,
    recovery_keys,
    sum_of,
)
from intake.openpgp.keyring import Fingerprint
from intake.settings import Settings
from intake.store.backup_files import backup_path, rotate, write_sum
from intake.store.backup_tar import Contents, pack, unpack
from intake.store.bundle import write_bundle
from intake.store.committer import commit_missing
from intake.store.dossiers import UNFINISHED_PREFIX, Paper
from intake.store.durable import make_folder, sync_folder
from intake.store.erasures import (
    LIST_NAME,
    Erased,
    add_to_list,
    erased_among,
    erasures_among,
    list_text,
    read_list,
)
from intake.store.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that counts: whether it was decrypted to prove it, and which older ones went.

    ``keyless`` papers have lost their key packets; then no older backup goes, which may have them.
    """

    path: Path
    size: int
    files: int
    is_decrypted: bool
    gone: tuple[Path, ...]
    keyless: tuple[Paper, ...]


def make_backup(folder: Path, *, register: Register, settings: Settings, now: datetime) -> Backup:
    """Write, prove and keep a backup; on any error the folder is as it was."""
    recipients = recovery_keys(settings.backup.recipients, settings.backup.keyring, now)
    target = backup_path(folder, now)
    if target.exists():
        raise BackupThereError(target)
    commit_missing(register.repository, list(register.papers()), now)
    try:
        make_folder(folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=UNFINISHED_PREFIX) as workshop:
            unfinished = Path(workshop, target.name)
            contents, digest = _write(unfinished, recipients, register, settings, now)
            is_decrypted = _prove(unfinished, digest, contents, recipients, settings)
            size = unfinished.stat().st_size
            unfinished.rename(target)
        write_sum(target, digest)
        sync_folder(folder)
        add_to_list(folder / LIST_NAME, _all_erasures(register, settings))
        keyless = tuple(_keyless(register))
        gone = [] if keyless else rotate(folder)
    except OSError as error:
        raise BackupUnwritableError(folder, error) from error
    return Backup(
        path=target,
        size=size,
        files=len(contents.files),
        is_decrypted=is_decrypted,
        gone=tuple(gone),
        keyless=keyless,
    )


def _keyless(register: Register) -> Iterator[Paper]:
    papers = list(register.papers())
    gone = erased_among(papers)
    for paper in papers:
        if paper not in gone and not (register.keys / paper.keys).exists():
            yield paper


def _write(
    target: Path,
    recipients: tuple[Fingerprint, ...],
    register: Register,
    settings: Settings,
    now: datetime,
) -> tuple[Contents, str]:
    bundle = target.with_name("bundle")
    # Git first: whatever it holds has its key packets on the disk already.
    tip = write_bundle(register.repository, bundle)
    erasures = list_text(_all_erasures(register, settings)).encode()
    with encrypted_to(target, recipients, settings.backup.keyring) as writing:
        contents = pack(
            writing.stream, bundle=bundle, keys=register.keys, erasures=erasures, tip=tip, made=now
        )
    return contents, writing.sha256


def _prove(
    path: Path,
    digest: str,
    contents: Contents,
    recipients: Sequence[Fingerprint],
    settings: Settings,
) -> bool:
    """Read the file from the disk again; return whether a key was here to decrypt it, too."""
    if sum_of(path) != digest:
        raise ArchiveError(why="the disk does not give back what was written")
    if len(key_ids_of(path)) != len(recipients):
        raise ArchiveError(why="a recovery key is left out")
    try:
        with decrypted(path, settings.desk.gnupg_home) as stream:
            if unpack(stream, None).files != contents.files:
                raise ArchiveError(why="the backup holds something else than was written")
    except NoSecretKeyError:
        return False
    return True


def _all_erasures(register: Register, settings: Settings) -> list[Erased]:
    return [
        *read_list(settings.backup.notes / LIST_NAME),
        *erasures_among(register.papers()),
    ]


class BackupThereError(UnavailableError):
    """One was made in this very second."""

    def __init__(self, path: Path) -> None:
        """Name it."""
        super().__init__(f"{path} is there already")


class BackupUnwritableError(UnavailableError):
    """The disk does not take the backup."""

    def __init__(self, folder: Path, error: OSError) -> None:
        """Give the system's reason."""
        super().__init__(f"no backup was made in {folder}: {error.strerror}")
