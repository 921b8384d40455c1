# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a staff key: its end, the ids by which packets name it, whose it is."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.errors import RefusedError
from intake.openpgp.gpg import Gpg, open_gpg
from intake.openpgp.keyring import Fingerprint, judge

# Fields of gpg --with-colons (GnuPG's doc/DETAILS), counted from 0.
_RECORD, _VALIDITY, _KEY_ID, _EXPIRES, _NAME, _CAPABILITIES = 0, 1, 4, 6, 9, 11
# Validities of what can be used no more.
SPENT = frozenset("eridn")
# Days before the end at which a key is told about, the loudest last.
WARNING_DAYS = (60, 30, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """One key: its name, its end if it has one, and what is wrong with it if anything."""

    fingerprint: Fingerprint
    name: str
    expires: datetime.date | None
    fault: str | None
    is_ours: bool

    def days_left(self, today: datetime.date) -> int | None:
        """Return for how many more days it can be used, None if for ever."""
        return (self.expires - today).days if self.expires else None

    def warning(self, today: datetime.date) -> int | None:
        """Return the smallest warning period that the key is in, None if its end is far away."""
        left = self.days_left(today)
        return next((one for one in sorted(WARNING_DAYS) if left is not None and left <= one), None)


def key_states(
    fingerprints: Sequence[Fingerprint], *, gpg: Gpg, home: Path, now: datetime.datetime
) -> list[KeyState]:
    """Return the state of each key of a keyring; those with a secret part in the home are ours."""
    own = open_gpg(home) if home.is_dir() else None
    return [
        _state(one.fingerprint, one.fault, gpg.colon_records(one.fingerprint), own)
        for one in judge(fingerprints, gpg, now)
    ]


def packet_ids(fingerprint: Fingerprint, gpgs: Sequence[Gpg]) -> frozenset[str]:
    """Return the ids by which key packets name a key: its own and its subkeys', spent ones too."""
    return frozenset(
        record[_KEY_ID]
        for gpg in gpgs
        for record in gpg.colon_records(fingerprint)
        if record[_RECORD] in {"pub", "sub"}
    )


def own_key(home: Path, fingerprints: Sequence[Fingerprint]) -> Fingerprint:
    """Return the first of the keys whose secret part is in the home; NobodyHereError if none is."""
    gpg = open_gpg(home)
    for one in fingerprints:
        if is_ours(gpg, one):
            return one
    raise NobodyHereError(home)


def is_ours(gpg: Gpg, fingerprint: Fingerprint) -> bool:
    """Say whether the secret part of a key is at hand."""
    records = gpg.colon_records(fingerprint, secret=True)
    return any(record[_RECORD] == "sec" for record in records)


def _state(
    fingerprint: Fingerprint,
    fault: str | None,
    records: Sequence[Sequence[str]],
    own: Gpg | None,
) -> KeyState:
    names = (record[_NAME] for record in records if record[_RECORD] == "uid")
    return KeyState(
        fingerprint=fingerprint,
        name=next(names, ""),
        expires=key_end(records),
        fault=fault,
        is_ours=own is not None and is_ours(own, fingerprint),
    )


def key_end(records: Sequence[Sequence[str]]) -> datetime.date | None:
    """Return the day on which the key can no longer be encrypted to."""
    primary = [record for record in records if record[_RECORD] == "pub"]
    able = [
        record
        for record in records
        if record[_RECORD] in {"pub", "sub"}
        and "e" in record[_CAPABILITIES]
        and record[_VALIDITY] not in SPENT
    ]
    # It lasts as long as its longest encryption key, and no longer than itself.
    ends = [max((_seconds(record) for record in able), default=_NEVER)]
    ends += [_seconds(record) for record in primary]
    first = min(ends)
    if first == _NEVER:
        return None
    return datetime.datetime.fromtimestamp(first, datetime.UTC).date()


_NEVER = float("inf")


def _seconds(record: Sequence[str]) -> float:
    return int(record[_EXPIRES]) if record[_EXPIRES] else _NEVER


class NobodyHereError(RefusedError):
    """Whoever works here is none of the staff, by the keys at hand."""

    def __init__(self, home: Path) -> None:
        """Name the home."""
        super().__init__(f"none of the recipients' secret keys is in {home}")
