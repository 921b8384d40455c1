# SPDX-License-Identifier: GPL-3.0-or-later
"""Who made each claim, without decrypting its paper each time.

A paper never changes, so what one claim says is remembered by its mark, in a small file outside the
register, for as long as the claim is open. Only names of staff stand in it. It may be deleted at
any time.
"""

from collections.abc import Sequence
from pathlib import Path

from intake.errors import IntakeError
from intake.store.dossiers import Paper
from intake.store.register import Register
from intake.store.remembered import read_remembered, remember

UNREADABLE = "somebody whose paper cannot be read here yet"
_FORMAT = "claimants/1"
_FILE = "claimants"


def claimants(claims: Sequence[Paper], register: Register, cache: Path) -> dict[str, str]:
    """Return who made each claim, by its mark; what is not remembered is decrypted."""
    remembered = _read(cache / _FILE)
    known = {one.mark: remembered[one.mark] for one in claims if one.mark in remembered}
    fresh = [one for one in claims if one.mark not in known]
    if fresh and register.opener.has_keys():
        known |= {one.mark: name for one in fresh if (name := _name(one, register))}
    if known != remembered:
        remember(cache / _FILE, {"format": _FORMAT, "names": known})
    return {one.mark: known.get(one.mark, UNREADABLE) for one in claims}


def _read(file: Path) -> dict[str, str]:
    record = read_remembered(file, _FORMAT)
    return dict(record["names"]) if record else {}


def _name(claim: Paper, register: Register) -> str | None:
    try:
        return register.claim(claim).by
    except IntakeError:
        return None
