# SPDX-License-Identifier: GPL-3.0-or-later
"""Freeze what an invoice states: the order's lines in words, and who we are on that day."""

from intake.documents.order_lines import LineWriter
from intake.documents.vat_mention import vat_mention_of
from intake.model.catalogue import PriceList
from intake.model.charge import Buyer, Charge, ChargedLine, Seller
from intake.model.customer import Customer
from intake.model.language import Language
from intake.model.order import Order, OrderLine
from intake.model.vat import Vat
from intake.settings import Network


def charge_of(
    order: Order, vat: Vat, *, price_list: PriceList, network: Network, site_address: str
) -> Charge:
    """Return what is charged for an order, in its language, with the VAT of its invoice."""
    request = order.request
    writer = LineWriter(request, price_list)
    return Charge(
        order=order.number,
        language=request.language,
        seller=_seller(network, request.language, site_address),
        buyer=_buyer(request.customer),
        vat=vat,
        vat_mention=vat_mention_of(vat, request.customer, request.language),
        purchase_reference=request.purchase_reference,
        lines=tuple(_line(line, writer) for line in order.lines),
    )


def _line(line: OrderLine, writer: LineWriter) -> ChargedLine:
    name, details = writer.description(line)
    return ChargedLine(
        name=name,
        details=details,
        term_months=line.term_months,
        quantity=line.quantity,
        unit_net=line.unit_net,
    )


def _seller(network: Network, language: Language, site_address: str) -> Seller:
    facts = network.in_language(language)
    names = Seller.__dataclass_fields__.keys() - {"site"}
    return Seller(site=site_address, **{name: facts[name] for name in names})


def _buyer(customer: Customer) -> Buyer:
    return Buyer(
        name=customer.name,
        street=customer.street,
        postcode=customer.postcode,
        city=customer.city,
        country=customer.country,
        organisation=customer.organisation_text,
        enterprise_number=customer.enterprise_number,
        vat_number=customer.vat_number,
    )
