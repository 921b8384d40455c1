# SPDX-License-Identifier: GPL-3.0-or-later
"""The pro-forma payment request as a PDF of A4 pages, in the customer's language."""

from collections.abc import Iterator, Mapping

from intake.documents.order_document import order_document
from intake.documents.order_lines import LineWriter, total_texts
from intake.documents.payment_qr import payment_qr_payload, payment_qr_svg
from intake.documents.withdrawal import withdrawal_text
from intake.documents.words import words
from intake.model.catalogue import PriceList
from intake.model.language import date_text, money_text
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
    request, language = order.request, order.request.language
    text = words("pro_forma", language)
    writer = LineWriter(request, price_list)
    return order_document(
        order,
        title=text["title"],
        notice=text["notice"],
        dates=(
            (text["date"], date_text(pro_forma.issued, language)),
            (text["pay_by"], date_text(pro_forma.pay_by, language)),
        ),
        lines=map(writer.line, order.lines),
        totals=total_texts(order.totals, request.gift, language, to_pay=text["total"]),
        payment=_payment(pro_forma, network, text),
        explanations=_explanations(pro_forma, network, text),
        network=network,
        site_address=site_address,
    )


def pro_forma_file_name(pro_forma: ProForma) -> str:
    """Return the name that the file has in a mail or a download."""
    return f"pro-forma-{pro_forma.order.number}.pdf"


def _payment(pro_forma: ProForma, network: Network, text: _Words) -> Mapping[str, object]:
    order = pro_forma.order
    total = money_text(order.to_pay, order.request.language)
    payload = payment_qr_payload(order.number, order.to_pay, network=network)
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
        yield text["withdrawal"], withdrawal_text(pro_forma, network=network, with_model=True)
