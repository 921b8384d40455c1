# SPDX-License-Identifier: GPL-3.0-or-later
"""What every document about an order has in common: who, for whom, the lines, the mentions.

The look is order_document.typ, the words are in words.toml; here they are filled in from the
order, so the same order gives the same bytes on any day.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from intake.documents.order_lines import LineText
from intake.documents.typesetting import typeset
from intake.documents.vat_mention import vat_mention
from intake.documents.words import country_name, legal_mentions, words
from intake.model.customer import Customer, Registrant
from intake.model.language import Language
from intake.model.order import Order
from intake.settings import Network

Rows = tuple[tuple[str, str], ...]


def order_document(  # noqa: PLR0913 - what a document is made of, each named
    order: Order,
    *,
    title: str,
    notice: str,
    dates: Rows,
    lines: Iterable[LineText],
    totals: Mapping[str, object],
    payment: Mapping[str, object] | None,
    explanations: Iterable[tuple[str, str]],
    network: Network,
    site_address: str,
) -> bytes:
    """Return the PDF; ``payment`` is None for a document that asks for no money."""
    language = order.request.language
    text = words("order_document", language)
    said = {
        "language": language,
        "network": network.name,
        "title": title,
        "number": order.number,
        "notice": notice,
        "particulars": (*_particulars(order, text), *dates),
        "customer": {
            "label": text["customer"],
            "lines": list(_customer(order.request.customer, language, text)),
        },
        "columns": [text[name] for name in ("offer", "quantity", "unit", "term", "net")],
        "lines": [dataclasses.asdict(line) for line in lines],
        "vat_mention": vat_mention(order),
        "payment": payment,
        "explanations": (*explanations, *_registrant(order, text)),
        "mentions": legal_mentions(network, language, site_address=site_address),
        "page": text["page"],
        **totals,
    }
    return typeset("order_document.typ", said, now=order.received)


def _particulars(order: Order, text: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield text["number"], order.number
    if order.request.purchase_reference:
        yield text["purchase_reference"], order.request.purchase_reference


def _customer(customer: Customer, language: Language, text: Mapping[str, str]) -> Iterator[str]:
    """Say who pays, without telephone number and mail address, which nobody has to see here."""
    if customer.organisation_text:
        yield customer.organisation_text
    yield from _address(customer, language)
    if customer.enterprise_number_text:
        yield text["enterprise_number"].format(number=customer.enterprise_number_text)
    if customer.vat_number_text:
        yield text["customer_vat"].format(number=customer.vat_number_text)


def _address(who: Customer | Registrant, language: Language) -> Iterator[str]:
    yield who.name
    yield who.street
    yield f"{who.postcode} {who.city}".strip()
    yield country_name(who.country, language)


def _registrant(order: Order, text: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    registrant = order.request.registrant
    if registrant is not None:
        names = [registrant.organisation] if registrant.organisation else []
        address = _address(registrant, order.request.language)
        yield text["registrant"], ", ".join([*names, *address])
