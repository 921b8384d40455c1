# SPDX-License-Identifier: GPL-3.0-or-later
"""The pro-forma payment request as a PDF of A4 pages, in the customer's language.

The look is pro_forma.typ, the words are in words.toml; here they are filled in from the order, so
the same order gives the same bytes on any day.
"""

from collections.abc import Iterator, Mapping

import babel

from intake.documents.payment_qr import payment_qr_payload, payment_qr_svg
from intake.documents.typesetting import typeset
from intake.documents.withdrawal import withdrawal_text
from intake.documents.words import legal_mentions, words
from intake.model.catalogue import PriceList
from intake.model.customer import Customer
from intake.model.domain_name import readable
from intake.model.language import Language, date_text, money_text
from intake.model.order import OrderLine
from intake.model.pricing import Totals
from intake.model.pro_forma import ProForma
from intake.settings import Network

_Words = Mapping[str, str]


def pro_forma_pdf(
    pro_forma: ProForma,
    *,
    price_list: PriceList,
    network: Network,
    site_address: str,
) -> bytes:
    """Return the document; ``price_list`` is the one that the order is pinned to."""
    order = pro_forma.order
    language = order.request.language
    text = words("pro_forma", language)
    said = {
        "language": language,
        "network": network.name,
        "title": text["title"],
        "number": order.number,
        "notice": text["notice"],
        "particulars": _particulars(pro_forma, text),
        "customer": _customer(order.request.customer, language, text),
        "columns": (text["offer"], text["term"], text["net"]),
        "lines": [_line(line, price_list, language, text) for line in order.lines],
        "totals": list(_totals(order.totals, language, text)),
        "total": (text["total"], money_text(order.totals.total, language)),
        "payment": _payment(pro_forma, network, text),
        "explanations": list(_explanations(pro_forma, network, text)),
        "mentions": legal_mentions(network, language, site_address=site_address),
        "page": text["page"],
    }
    return typeset("pro_forma.typ", said, now=order.received)


def pro_forma_file_name(pro_forma: ProForma) -> str:
    """Return the name that the file has in a mail or a download."""
    return f"pro-forma-{pro_forma.order.number}.pdf"


def _particulars(pro_forma: ProForma, text: _Words) -> tuple[tuple[str, str], ...]:
    language = pro_forma.order.request.language
    return (
        (text["number"], pro_forma.order.number),
        (text["date"], date_text(pro_forma.issued, language)),
        (text["pay_by"], date_text(pro_forma.pay_by, language)),
    )


def _customer(customer: Customer, language: Language, text: _Words) -> Mapping[str, object]:
    vat_number = customer.vat_number_text
    lines = (
        customer.organisation,
        customer.name,
        customer.street,
        f"{customer.postcode} {customer.city}",
        babel.Locale(language).territories.get(customer.country, customer.country),
        vat_number and text["customer_vat"].format(number=vat_number),
    )
    return {"label": text["customer"], "lines": [line for line in lines if line]}


def _line(
    line: OrderLine,
    price_list: PriceList,
    language: Language,
    text: _Words,
) -> tuple[str, str | None, str, str]:
    months = text["month" if line.term_months == 1 else "months"]
    return (
        price_list.offer(line.offer_id).names[language],
        line.domain_name and readable(line.domain_name),
        months.format(months=line.term_months),
        money_text(line.net, language),
    )


def _totals(totals: Totals, language: Language, text: _Words) -> Iterator[tuple[str, str]]:
    yield text["net_total"], money_text(totals.net, language)
    for line in totals.vat_lines:
        net = money_text(line.net, language)
        yield (
            text["vat"].format(rate=f"{line.rate.normalize():f}", net=net),
            money_text(line.vat, language),
        )


def _payment(pro_forma: ProForma, network: Network, text: _Words) -> Mapping[str, object]:
    order = pro_forma.order
    total = money_text(order.totals.total, order.request.language)
    payload = payment_qr_payload(order.number, order.totals.total, network=network)
    title = text["qr_title"].format(
        total=total,
        beneficiary=network.legal_name,
        communication=pro_forma.communication,
    )
    return {
        "title": text["payment"],
        "facts": (
            (text["amount"], total),
            (text["beneficiary"], network.legal_name),
            (text["iban"], network.iban),
            (text["bic"], network.bic),
        ),
        "communication": (text["communication"], pro_forma.communication),
        "qr": payment_qr_svg(payload, title=title),
        "qr_title": title,
        "qr_caption": text["qr_caption"],
    }


def _explanations(
    pro_forma: ProForma,
    network: Network,
    text: _Words,
) -> Iterator[tuple[str, str]]:
    """Say what happens next and, to a consumer, that the order can still be withdrawn."""
    request = pro_forma.order.request
    start = "now" if request.start_now or not request.customer.is_consumer else "later"
    yield text["next"], text[f"next_{start}"]
    if request.customer.is_consumer:
        yield text["withdrawal"], withdrawal_text(pro_forma, network=network)
