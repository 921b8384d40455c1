# SPDX-License-Identifier: GPL-3.0-or-later
"""What a dossier can be found by: numbers, names, mail addresses and domain names.

A search takes no notice of capitals and accents: whoever is on the telephone spells neither.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from intake.model.domain_name import readable
from intake.model.order import OrderRequest
from intake.model.request import Request


class FactKind(StrEnum):
    """What a fact is."""

    NUMBER = "number"
    NAME = "name"
    MAIL = "mail"
    DOMAIN_NAME = "domain name"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFact:
    """One thing that a dossier can be found by."""

    kind: FactKind
    text: str


# The fields of requests that say such a thing.
_FIELDS = {
    "order_number": FactKind.NUMBER,
    "name": FactKind.NAME,
    "initiative": FactKind.NAME,
    "credit": FactKind.NAME,
    "email": FactKind.MAIL,
    "new_email": FactKind.MAIL,
}


def facts_of_order(request: OrderRequest) -> tuple[SearchFact, ...]:
    """Return what an order can be found by, its number aside; the customer's own come first."""
    customer, technical, holder = request.customer, request.technical, request.registrant
    names = [customer.organisation, customer.name]
    mails = [customer.email, request.billing_copy, request.notice_subscriber]
    if technical:
        names, mails = [*names, technical.name], [*mails, technical.email]
    if holder:
        names, mails = [*names, holder.organisation, holder.name], [*mails, holder.email]
    ordered = [wish.domain_name for wish in request.wishes if wish.domain_name]
    return tuple(
        dict.fromkeys(
            [
                *_facts(FactKind.NAME, names),
                *_facts(FactKind.MAIL, mails),
                *_facts(FactKind.DOMAIN_NAME, map(readable, ordered)),
                *_facts(FactKind.DOMAIN_NAME, ordered),
            ]
        )
    )


def facts_of_request(request: Request) -> tuple[SearchFact, ...]:
    """Return what a request can be found by, its number aside."""
    return tuple(
        SearchFact(kind=kind, text=request.values[field])
        for field, kind in _FIELDS.items()
        if request.values.get(field)
    )


def matching(facts: Sequence[SearchFact], text: str) -> list[SearchFact]:
    """Return the facts that a text stands in.

    >>> facts = [SearchFact(kind=FactKind.NAME, text="Stéphane Æøå")]
    >>> [fact.text for fact in matching(facts, "STEPHANE")]
    ['Stéphane Æøå']
    """
    wanted = folded(text)
    return [fact for fact in facts if wanted in folded(fact.text)]


def folded(text: str) -> str:
    """Return a text without capitals, accents and double spaces.

    >>> folded(" Çelik  ÉCOLE ")
    'celik ecole'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.split())


def _facts(kind: FactKind, texts: Iterable[str | None]) -> Iterator[SearchFact]:
    return (SearchFact(kind=kind, text=text) for text in texts if text)
