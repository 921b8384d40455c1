# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of ``staff find``: one OpenPGP message outside git, which only staff read.

find-index/1 (docs/formats.md). It may be deleted at any time; what cannot be read, is of another
format or is broken is no index.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from intake.errors import IntakeError
from intake.model.search_facts import FactKind, SearchFact
from intake.openpgp.decrypt import Opener
from intake.openpgp.encrypt import Sealer
from intake.openpgp.packets import Sealed
from intake.store.durable import delete_file, replace_file
from intake.store.json_record import json_bytes

_FORMAT = "find-index/1"
_FILE = "find-index.pgp"

Facts = tuple[SearchFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindIndex:
    """What each paper that opened a dossier can be found by, by its path, as of a commit.

    ``unread`` are those that could not be read then: their keys may still come.
    """

    tip: str = ""
    papers: Mapping[str, Facts] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()


def has_index(cache: Path) -> bool:
    """Say whether somebody has made an index at this desk."""
    return (cache / _FILE).is_file()


def read_index(cache: Path, opener: Opener) -> FindIndex | None:
    """Decrypt and read the index; None if there is none that can be read."""
    with suppress(OSError, IntakeError, ValueError, TypeError, KeyError, RecursionError):
        message = Sealed(keys=b"", body=(cache / _FILE).read_bytes())
        record = json.loads(opener.open(message))
        if record["format"] == _FORMAT:
            papers = {
                path: tuple(SearchFact(kind=FactKind(kind), text=text) for kind, text in facts)
                for path, facts in record["papers"].items()
            }
            return FindIndex(tip=record["tip"], papers=papers, unread=frozenset(record["unread"]))
    return None


def write_index(cache: Path, index: FindIndex, sealer: Sealer) -> None:
    """Put it in place of the last one, encrypted to all staff, readable by us alone."""
    record = {
        "format": _FORMAT,
        "tip": index.tip,
        "papers": {
            path: [[str(fact.kind), fact.text] for fact in facts]
            for path, facts in sorted(index.papers.items())
        },
        "unread": sorted(index.unread),
    }
    sealed = sealer.seal(json_bytes(record))
    replace_file(cache / _FILE, sealed.keys + sealed.body, private=True)


def drop_index(cache: Path) -> None:
    """Delete the index, if there is one."""
    if has_index(cache):
        delete_file(cache / _FILE)
