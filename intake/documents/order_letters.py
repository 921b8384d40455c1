# SPDX-License-Identifier: GPL-3.0-or-later
"""The letters that answer an order, each with its document attached.

To a private person the letter of a payment request is the confirmation of the contract on a durable
medium (Directive 2011/83, art. 8(7)): what was ordered, the price, who we are, the right of
withdrawal with the model form of annex I(B), and the wish to start at once.
"""

from datetime import date

from intake.documents.letters import Facts, Letter, letter
from intake.documents.order_lines import LineWriter
from intake.documents.vat_mention import vat_mention
from intake.documents.withdrawal import withdrawal_text
from intake.documents.words import our_facts, words
from intake.model.calendar import brussels_date
from intake.model.catalogue import PriceList
from intake.model.language import Language, date_text, money_text
from intake.model.money import NOTHING, Money
from intake.model.order import Order
from intake.model.pricing import Totals
from intake.model.pro_forma import ProForma
from intake.model.quotation import Quotation
from intake.settings import Network


def pro_forma_letter(
    pro_forma: ProForma,
    *,
    price_list: PriceList,
    network: Network,
    site_address: str,
    is_copy: bool = False,
) -> Letter:
    """Return the letter that carries the payment request, or its copy for somebody's accounts."""
    order = pro_forma.order
    language, customer = order.request.language, order.request.customer
    writer = LineWriter(order.request, price_list)
    facts: Facts = {
        **_order_facts(order, network, site_address),
        "is_copy": is_copy,
        "lines": writer.summary(order.lines),
        "total": _total(order.to_pay, order.totals, language),
        "beneficiary": network.legal_name,
        "seat": words("mentions", language)["seat"].format_map(network.in_language(language)),
        "iban": network.iban,
        "bic": network.bic,
        "communication": pro_forma.communication,
        "pay_by": date_text(pro_forma.pay_by, language),
        "withdrawal_title": words("pro_forma", language)["withdrawal"],
        "withdrawal": withdrawal_text(pro_forma, network=network, with_model=False),
        "start_now": order.request.start_now or not customer.is_consumer,
    }
    return letter("pro-forma", language, facts)


def quotation_letter(
    quotation: Quotation, *, price_list: PriceList, network: Network, site_address: str
) -> Letter:
    """Return the letter that carries a quotation: first as it was asked for, then with prices."""
    order = quotation.order
    language = order.request.language
    text = words("quotation", language)
    last_day = date_text(quotation.valid_until, language)
    writer = LineWriter(order.request, price_list)
    facts: Facts = {
        **_order_facts(order, network, site_address),
        "lines": writer.summary(quotation.lines, quotation.without_price),
        "total": _total(quotation.total, quotation.totals, language),
        "valid_until": last_day,
        "accept_title": text["accept"],
        "accept": text["accept_complete"].format(
            support=network.support, number=order.number, last_day=last_day
        ),
        "withdrawal_title": text["withdrawal"],
        "withdrawal": text["withdrawal_once_accepted"],
    }
    return letter("quotation" if quotation.is_complete else "quotation-request", language, facts)


def cancellation_letter(
    order: Order, *, on: date, to_refund: Money, network: Network, site_address: str
) -> Letter:
    """Return the letter that says that an order is cancelled, and what is paid back."""
    language = order.request.language
    facts: Facts = {
        **_order_facts(order, network, site_address),
        "cancelled": date_text(on, language),
        "asked_to_pay": not order.is_quotation,
        "refund": money_text(to_refund, language) if to_refund > NOTHING else "",
    }
    return letter("cancellation", language, facts)


def _total(total: Money, totals: Totals, language: Language) -> str:
    text = money_text(total, language)
    if totals.vat == NOTHING:
        return text
    return words("totals", language)["vat_included"].format(total=text)


def _order_facts(order: Order, network: Network, site_address: str) -> Facts:
    request = order.request
    language = request.language
    return {
        "number": order.number,
        "received": date_text(brussels_date(order.received), language),
        "gift": "" if request.gift == NOTHING else money_text(request.gift, language),
        "vat_mention": vat_mention(order) or "",
        "is_consumer": request.customer.is_consumer,
        "site_address": site_address,
        **our_facts(network, language, site_address),
    }
