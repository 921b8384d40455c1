# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages of an order show, as the templates want it: texts, no rules."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from intake.documents.payment_qr import payment_qr_payload, payment_qr_svg
from intake.errors import Fault
from intake.model.catalogue import Offer, PriceList
from intake.model.domain_name import readable
from intake.model.language import Language, date_text, money_text, percent_text
from intake.model.order import OrderLine, OrderRequest, Wish, priced, totals_of
from intake.model.order_state import OrderState
from intake.model.pro_forma import pay_by
from intake.model.structured_communication import communication_text
from intake.model.vat import Vat, VatTreatment, standard_rate
from intake.settings import Network, Texts
from intake.web.forms import Fields
from intake.web.tokens import Receipt

View = Mapping[str, object]


def form_view(
    fields: Fields,
    faults: Sequence[Fault],
    language: Language,
    texts: Texts,
) -> View:
    """Show the form with what was typed and a sentence for each fault."""
    return {
        "values": fields,
        "faults": {fault.field: texts["faults"][fault.code] for fault in faults},
        "action": f"/{language}/order/review",
    }


def offers_view(price_list: PriceList, language: Language, today: date) -> View:
    """Show what can be ordered, and what a term of it costs with VAT."""
    vat = Vat(treatment=VatTreatment.STANDARD, rate=standard_rate(today))
    prices = {
        offer.id: totals_of(priced([_usual(offer)], price_list, vat)).total
        for offer in price_list.offers
        if not offer.on_request
    }
    return {
        "offers": price_list.offers,
        "gross": {offer_id: money_text(total, language) for offer_id, total in prices.items()},
    }


def review_view(
    request: OrderRequest,
    lines: tuple[OrderLine, ...],
    price_list: PriceList,
    texts: Texts,
) -> View:
    """Show all that a buyer must see beside the button."""
    language, customer, totals = request.language, request.customer, totals_of(lines)
    return {
        "lines": [_line_view(line, price_list, language, texts) for line in lines],
        "net": money_text(totals.net, language),
        "vat_lines": [
            {"rate": percent_text(one.rate, language), "vat": money_text(one.vat, language)}
            for one in totals.vat_lines
        ],
        "total": money_text(totals.total, language),
        "customer": [
            line
            for line in (
                customer.organisation,
                customer.name,
                customer.street,
                f"{customer.postcode} {customer.city}",
                customer.vat_number_text,
            )
            if line
        ],
        "email": customer.email,
        "remarks": request.remarks,
        "consumer": customer.is_consumer,
        "start_now": request.start_now,
        "term_texts": [_term_text(line, price_list, texts) for line in lines],
        "action": f"/{language}/order/confirm",
        "edit_action": f"/{language}/order/edit",
    }


def receipt_view(receipt: Receipt, network: Network, language: Language, texts: Texts) -> View:
    """Show how to pay."""
    payload = payment_qr_payload(receipt.number, receipt.total, network=network)
    return {
        "number": receipt.number,
        "communication": communication_text(receipt.number),
        "total": money_text(receipt.total, language),
        "iban": network.iban,
        "bic": network.bic,
        "beneficiary": network.legal_name,
        "pay_by": date_text(pay_by(receipt.received), language),
        "qr": Markup(payment_qr_svg(payload, title=texts["receipt"]["qr_label"])),  # noqa: S704
    }


def state_view(state: OrderState, texts: Texts) -> View:
    """Show where an order is; one that is only received is still to be paid."""
    return {
        "state": texts["order_states"][state],
        "state_sentence": texts["order_states"][f"{state}_sentence"],
        "to_be_paid": state is OrderState.RECEIVED,
    }


def _usual(offer: Offer) -> Wish:
    return Wish(offer_id=offer.id, months=offer.usual.months)


def _line_view(
    line: OrderLine,
    price_list: PriceList,
    language: Language,
    texts: Texts,
) -> Mapping[str, str | None]:
    offer = price_list.offer(line.offer_id)
    return {
        "name": offer.names[language],
        "details": offer.details[language],
        "domain_name": readable(line.domain_name) if line.domain_name else None,
        "term": _months(line, texts),
        "net": money_text(line.net, language),
    }


def _term_text(line: OrderLine, price_list: PriceList, texts: Texts) -> str:
    kind = price_list.offer(line.offer_id).kind.replace("-", "_")
    return texts["review"][f"term_{kind}"].replace("{term}", _months(line, texts))


def _months(line: OrderLine, texts: Texts) -> str:
    return texts["prices"]["months"].replace("{months}", str(line.term_months))
