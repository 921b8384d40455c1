# SPDX-License-Identifier: GPL-3.0-or-later
"""The quotation as a PDF: first what was asked for, then the same with the prices of staff."""

from collections.abc import Iterator, Mapping

from intake.documents.order_document import order_document
from intake.documents.order_lines import LineWriter, total_texts
from intake.documents.words import words
from intake.model.catalogue import PriceList
from intake.model.language import date_text, money_text
from intake.model.money import NOTHING
from intake.model.quotation import Quotation
from intake.settings import Network

_Words = Mapping[str, str]


def quotation_pdf(
    quotation: Quotation,
    *,
    price_list: PriceList,
    network: Network,
    site_address: str,
) -> bytes:
    """Return the document; ``price_list`` is the one that the order is pinned to.

    It has no payment QR and no structured communication: nobody is to pay it.
    """
    order, language = quotation.order, quotation.order.request.language
    text = words("quotation", language)
    writer = LineWriter(order.request, price_list)
    state = "complete" if quotation.is_complete else "asked"
    return order_document(
        order,
        title=text[f"title_{state}"],
        notice=text[f"notice_{state}"],
        dates=tuple(_dates(quotation, text)),
        lines=(
            *map(writer.line, quotation.lines),
            *map(writer.without_price, quotation.without_price),
        ),
        totals=_totals(quotation, text[f"total_{state}"]),
        payment=None,
        explanations=_explanations(quotation, network, text),
        network=network,
        site_address=site_address,
    )


def quotation_file_name(quotation: Quotation) -> str:
    """Return the name that the file has in a mail or a download."""
    return f"quotation-{quotation.order.number}.pdf"


def _dates(quotation: Quotation, text: _Words) -> Iterator[tuple[str, str]]:
    language = quotation.order.request.language
    yield text["date"], date_text(quotation.issued, language)
    if quotation.is_complete:
        yield text["valid_until"], date_text(quotation.valid_until, language)


def _totals(quotation: Quotation, total: str) -> Mapping[str, object]:
    request = quotation.order.request
    if quotation.lines:
        return total_texts(quotation.totals, request.gift, request.language, to_pay=total)
    label = words("totals", request.language)["gift"]
    gift = [(label, money_text(request.gift, request.language))] if request.gift != NOTHING else []
    return {"totals": gift, "total": None}


def _explanations(
    quotation: Quotation, network: Network, text: _Words
) -> Iterator[tuple[str, str]]:
    """Say what happens next or how to accept and, to a consumer, what can be taken back then."""
    facts = {
        "support": network.support,
        "number": quotation.order.number,
        "last_day": date_text(quotation.valid_until, quotation.order.request.language),
    }
    if not quotation.is_complete:
        yield text["next"], text["next_asked"].format_map(facts)
    yield (
        text["accept"],
        text["accept_complete" if quotation.is_complete else "accept_asked"].format_map(facts),
    )
    if quotation.order.request.customer.is_consumer:
        yield text["withdrawal"], text["withdrawal_once_accepted"].format_map(facts)
