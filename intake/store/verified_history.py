# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify the register's past: git's objects, that nothing is changed or dropped, who signed it.

What was found whole is remembered outside git, commit by commit. So the next time reads only what
came since, and a commit that is gone is missed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from intake.errors import IntakeError
from intake.store.git import Repository
from intake.store.history import faults_since, is_before, paths_between, signatures
from intake.store.remembered import read_remembered, remember

_FORMAT = "verified/1"
_GOOD, _UNSIGNED = "G", "N"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found the last time: the commit, whether all was whole, and how deep we looked."""

    tip: str
    whole: bool
    # Whether papers were decrypted, and whether that commit or one before it is signed.
    opened: bool
    signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What git has, and what is wrong with it: places and sentences.

    ``news`` are the paths that came since the last time; None if everything is to be read.
    """

    tip: str = ""
    committed: Mapping[str, str] = field(default_factory=dict)
    news: frozenset[str] | None = None
    signed: bool = False
    faults: tuple[tuple[str, str], ...] = ()


def read_verified(file: Path) -> Verified | None:
    """Return what an earlier verification remembered."""
    record = read_remembered(file, _FORMAT)
    if record is None:
        return None
    return Verified(**{key: record[key] for key in Verified.__slots__})


def remember_verified(file: Path, verified: Verified) -> None:
    """Remember it for the next time."""
    known = {key: getattr(verified, key) for key in Verified.__slots__}
    remember(file, {"format": _FORMAT, **known})


def verify_history(
    repository: Repository, last: Verified | None, signers: Path | None, *, full: bool
) -> History:
    """Look at all of git, or at what came after what was whole the last time."""
    try:
        tip = repository.tip()
        committed = repository.committed()
    except IntakeError as error:
        # A broken git holds nothing.
        faults = [("git", str(error)), *(("git", what) for what in repository.faults())]
        return History(faults=tuple(faults))
    dropped = last is not None and not is_before(repository, last.tip, tip)
    since = last.tip if last and last.whole and not full and not dropped else ""
    faults = list(_dropped(last.tip)) if last and dropped else []
    signed = bool(since and last and last.signed)
    try:
        faults += _object_faults(repository, since)
        verdicts = list(_signature_faults(repository, signers, since, signed=signed))
        news = frozenset(paths_between(repository, since, tip)) if since else None
    except IntakeError as error:
        return History(tip=tip, committed=committed, faults=(*faults, ("git", str(error))))
    faults += [(place, what) for place, what in verdicts if what]
    return History(
        tip=tip,
        committed=committed,
        news=news,
        signed=signed or bool(verdicts),
        faults=tuple(faults),
    )


def _dropped(tip: str) -> Iterator[tuple[str, str]]:
    yield f"commit {tip}", "was verified here before, and is not in the history any more"


def _object_faults(repository: Repository, since: str) -> Iterator[tuple[str, str]]:
    faults = faults_since(repository, since) if since else repository.faults()
    yield from (("git", what) for what in faults)
    for path in repository.rewritten(since):
        yield path, "was changed or deleted in git"


def _signature_faults(
    repository: Repository, signers: Path | None, since: str, *, signed: bool
) -> Iterator[tuple[str, str]]:
    """Return each commit that is signed or should be, and what is wrong with it, if anything.

    Once a commit is signed, all that follow from it have to be.
    """
    if signers is None or not repository.tip():
        return
    under_seal = {since} if signed else set()
    for one in signatures(repository, signers, since):
        is_signed = one.verdict != _UNSIGNED
        if not is_signed and under_seal.isdisjoint(one.parents):
            continue
        under_seal.add(one.commit)
        what = "" if one.verdict == _GOOD else "its signature is not that of an allowed signer"
        yield f"commit {one.commit}", what if is_signed else "is not signed, and one before it is"
