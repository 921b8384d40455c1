# SPDX-License-Identifier: GPL-3.0-or-later
"""Restore a backup into an empty folder: register and keys, without what was erased since.

Everything is made in a folder of its own and put in place at the end, so that a restore that fails
leaves nothing.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from intake.actions.erase_dossier import attach_erasure, carry_out
from intake.errors import RefusedError, UnavailableError
from intake.model.erasure import ErasureReason
from intake.openpgp.archive import decrypted
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import open_sealer
from intake.openpgp.key_state import own_key
from intake.openpgp.keyring import read_recipients
from intake.settings import Settings
from intake.store.backup_files import check_sum
from intake.store.backup_tar import BUNDLE, KEYS, Contents, unpack
from intake.store.bundle import register_from
from intake.store.dossiers import UNFINISHED_PREFIX
from intake.store.durable import make_folder
from intake.store.erasures import LIST_NAME, Erased, erased_among, erasures_among, read_list
from intake.store.git import BRANCH, Repository, checked, run_git
from intake.store.register import DossierNotFoundError, Register

REGISTER = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored, and which erasures were carried out again."""

    register: Register
    made: datetime
    files: int
    erasures: tuple[Erased, ...]


def restore_backup(
    backup: Path, folder: Path, *, lists: Iterable[Path], settings: Settings, now: datetime
) -> Restored:
    """Fill the folder; FolderInUseError unless it is empty. ``lists`` are lists of erasures.

    Lists that are beside the backup and in it count as well.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUseError(folder)
    wanted = [one for path in (*lists, backup.with_name(LIST_NAME)) for one in read_list(path)]
    check_sum(backup)
    is_new = not folder.exists()
    try:
        make_folder(folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=UNFINISHED_PREFIX) as workshop:
            contents = _unpacked(backup, Path(workshop), settings)
            register = _register(Path(workshop), contents, settings)
            wanted += read_list(Path(workshop, LIST_NAME))
            erasures = _erase_what_was(wanted, register, settings, now)
            os.sync()
            for name in (KEYS, REGISTER):
                Path(workshop, name).rename(folder / name)
    except OSError as error:
        _clear(folder, is_new=is_new)
        raise RestoreFailedError(folder, error) from error
    except BaseException:
        _clear(folder, is_new=is_new)
        raise
    os.sync()
    return Restored(
        register=_opened(folder, settings),
        made=contents.made,
        files=len(contents.files),
        erasures=erasures,
    )


def _unpacked(backup: Path, workshop: Path, settings: Settings) -> Contents:
    with decrypted(backup, settings.desk.gnupg_home) as stream:
        return unpack(stream, workshop)


def _register(workshop: Path, contents: Contents, settings: Settings) -> Register:
    repository = register_from(workshop / BUNDLE, workshop / REGISTER)
    tip = checked(run_git(repository.folder, "rev-parse", BRANCH), "rev-parse").strip()
    if tip != contents.tip:
        raise WrongTipError(tip, contents.tip)
    (workshop / KEYS).mkdir(mode=0o700, exist_ok=True)
    return _opened(workshop, settings)


def _opened(folder: Path, settings: Settings) -> Register:
    return Register(
        repository=Repository(folder / REGISTER),
        keys=folder / KEYS,
        opener=Opener(settings.desk.gnupg_home),
    )


def _erase_what_was(
    wanted: Iterable[Erased], register: Register, settings: Settings, now: datetime
) -> tuple[Erased, ...]:
    """Write a paper for each erasure that the backup does not know, then delete all erased keys."""
    known = set(erasures_among(register.papers()))
    missing = sorted(set(wanted) - known)
    done = []
    for one in missing:
        try:
            dossier = register.any_dossier(one.number)
        except DossierNotFoundError:
            # It came after the backup, and is not in it.
            continue
        home = settings.desk.gnupg_home
        who = own_key(home, [*read_recipients(settings.backup.recipients)])
        sealer = open_sealer(settings.web.keyring, settings.web.recipients, now)
        writer = register.writer(sealer, now)
        attach_erasure(dossier, one.at, ErasureReason.RESTORED, who, writer=writer)
        done.append(one)
    carry_out(erased_among(register.papers()), [register.keys], register.repository)
    return tuple(done)


def _clear(folder: Path, *, is_new: bool) -> None:
    for name in (KEYS, REGISTER):
        shutil.rmtree(folder / name, ignore_errors=True)
    if is_new:
        shutil.rmtree(folder, ignore_errors=True)


class FolderInUseError(RefusedError):
    """Restoring writes over nothing."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        super().__init__(f"{folder} is no empty folder; nothing was restored")


class WrongTipError(UnavailableError):
    """Git gives another commit than the backup says."""

    def __init__(self, found: str, expected: str) -> None:
        """Name both."""
        super().__init__(f"the backup ends with commit {expected}, not {found}")


class RestoreFailedError(UnavailableError):
    """The disk does not take it, or the backup cannot be read."""

    def __init__(self, folder: Path, error: OSError) -> None:
        """Give the system's reason."""
        super().__init__(f"nothing was restored to {folder}: {error.strerror}")
