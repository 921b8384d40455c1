# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works on an order or a request: taken by one of us, and given back.

Both papers of one claim share a mark, so that names alone tell whether anybody has a dossier. Two
desks that are off line can take the same one: then the claim that reached the hub first counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.model.structured_communication import OrderNumber


class ClaimStep(StrEnum):
    """What a paper says about a claim; each is a kind of paper."""

    TAKEN = "taken"
    GIVEN_BACK = "given-back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who took a dossier up or gave it back, and when."""

    number: OrderNumber
    step: ClaimStep
    by: str
    at: datetime


def open_claims(papers: Iterable[tuple[str, str]]) -> list[str]:
    """Return the marks of the claims that hold, from kinds and marks, in the order given.

    >>> open_claims([("order", "1"), ("taken", "2"), ("taken", "3"), ("given-back", "2")])
    ['3']
    """
    papers = list(papers)
    ended = {mark for kind, mark in papers if kind == ClaimStep.GIVEN_BACK}
    return [mark for kind, mark in papers if kind == ClaimStep.TAKEN and mark not in ended]
