# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the dossiers in which an e-mail address stands, by decrypting them one after the other."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from intake.errors import IntakeError
from intake.store.dossiers import REQUEST_PAPERS, Paper, PaperKind
from intake.store.erasures import erased_among
from intake.store.records import order_to_json
from intake.store.register import Register
from intake.store.request_record import request_to_json

# Where an address stands in a record whose subject is its owner.
_OWN = frozenset({"customer.email", "email", "new_email"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The dossiers of a person, those of others that name him, and what nobody could read."""

    own: tuple[Paper, ...]
    named: tuple[tuple[Paper, str], ...]
    unread: tuple[tuple[Paper, str], ...]


def find_person(
    address: str,
    *,
    register: Register,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Traces:
    """Read every order and request that is not erased; ``progress`` is told how many are done."""
    papers = list(register.papers())
    gone = erased_among(papers)
    opening = [one for one in papers if one.kind in REQUEST_PAPERS | {PaperKind.ORDER}]
    opening = [one for one in opening if one not in gone]
    own, named, unread = [], [], []
    pattern = _whole(address)
    for done, paper in enumerate(opening, start=1):
        try:
            places = set(_places(_record(paper, register), pattern))
        except IntakeError as error:
            unread.append((paper, str(error)))
            continue
        finally:
            progress(done, len(opening))
        if places & _OWN:
            own.append(paper)
        elif places:
            named.append((paper, ", ".join(sorted(places))))
    return Traces(own=tuple(own), named=tuple(named), unread=tuple(unread))


def _record(paper: Paper, register: Register) -> object:
    if paper.kind in REQUEST_PAPERS:
        return json.loads(request_to_json(register.request(paper)))
    return json.loads(order_to_json(register.order(paper)))


def _whole(address: str) -> re.Pattern[str]:
    """Return what finds an address, and not a longer one that ends or begins like it."""
    whole = rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)"
    return re.compile(whole, re.IGNORECASE)


def _places(value: object, address: re.Pattern[str], place: str = "") -> Iterator[str]:
    """Return where in a record the address stands, alone or within a text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, address, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner, address, place)
    elif isinstance(value, str) and address.search(value):
        yield place
