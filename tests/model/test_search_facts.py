# SPDX-License-Identifier: GPL-3.0-or-later
"""What a dossier can be found by: all names, addresses and domain names in it."""

import dataclasses

import pytest

from intake.model.customer import Contact
from intake.model.order import OrderRequest, Wish
from intake.model.search_facts import FactKind, facts_of_order, matching


def test_an_order_is_found_by_everybody_in_it(order_request: OrderRequest) -> None:
    request = dataclasses.replace(
        order_request,
        billing_copy="accounts@example.org",
        technical=Contact(name="Ada", email="ada@example.org"),
        wishes=(Wish(offer_id="domain-be", domain_name="xn--caf-dma.be"),),
    )

    assert [(fact.kind, fact.text) for fact in facts_of_order(request)] == [
        (FactKind.NAME, "Camille Exemple"),
        (FactKind.NAME, "Ada"),
        (FactKind.MAIL, "camille@example.org"),
        (FactKind.MAIL, "accounts@example.org"),
        (FactKind.MAIL, "ada@example.org"),
        (FactKind.DOMAIN_NAME, "café.be"),
        (FactKind.DOMAIN_NAME, "xn--caf-dma.be"),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [("CAMILLE", 3), ("exémple", 2), ("camille  exemple", 1), ("@example.org", 1), ("nobody", 0)],
)
def test_capitals_accents_and_spaces_do_not_matter(
    order_request: OrderRequest, text: str, count: int
) -> None:
    names = [fact.text for fact in matching(facts_of_order(order_request), text)]
    assert len(names) == count, names
