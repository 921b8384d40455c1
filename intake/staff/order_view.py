# SPDX-License-Identifier: GPL-3.0-or-later
"""How an order looks at the desk: all that was said, and what it comes to."""

from collections.abc import Iterable, Iterator, Mapping

from rich.table import Table
from rich.text import Text

from intake.model.calendar import brussels_time_text
from intake.model.catalogue import PriceList
from intake.model.customer import Customer, Registrant
from intake.model.domain_name import readable
from intake.model.doubt import Doubt
from intake.model.held_order import HeldOrder
from intake.model.language import NAMES, Language, money_text, percent_text
from intake.model.money import NOTHING
from intake.model.order import LinePart, Order, OrderLine, OrderRequest, Wish
from intake.model.special_price import SpecialPrice
from intake.model.structured_communication import communication_text
from intake.model.vat import Vat, VatTreatment

_DESK = Language.EN
_TIMES = "\N{MULTIPLICATION SIGN}"
Fact = tuple[str, str | None]
_WHY: Mapping[Doubt, str] = {
    Doubt.TRAP: "filled in a field that people do not see",
    Doubt.LINKS: "many links",
    Doubt.QUOTA: "many orders of this address",
    Doubt.FLOOD: "many orders of everybody",
}


def about(order: Order) -> Table:
    """Return who ordered, and what he said beside the offers."""
    return grid(_facts(order))


def about_held(held: HeldOrder) -> Table:
    """Return why an order is held, who sent it, and what he said beside the offers."""
    return grid(_held_facts(held))


def lines(order: Order, price_list: PriceList) -> Table:
    """Return what was ordered, and the sums down to what is to be paid."""
    table = Table(box=None, pad_edge=False, show_footer=False)
    table.add_column("Offer")
    table.add_column("Term")
    table.add_column("Net", justify="right")
    for line in order.lines:
        term = f"{line.term_months} months" if line.term_months else "once"
        table.add_row(_line(line, price_list), term, money_text(line.net, _DESK))
    for wish in order.on_request:
        table.add_row(_wish(wish, price_list), "", "on request")
    table.add_section()
    for name, amount in _sums(order):
        table.add_row(name, "", amount, style="bold" if name == "To pay" else None)
    return table


def why_held(doubts: Iterable[Doubt]) -> str:
    """Say why a person should look at an order first."""
    return "; ".join(_WHY[one] for one in doubts)


def grid(facts: Iterable[Fact]) -> Table:
    """Return facts one below the other, without those that have no value."""
    table = Table.grid(padding=(0, 3))
    for name, value in facts:
        if value:
            # Text, so that what a member typed is never read as rich's markup.
            table.add_row(Text(name, style="dim"), Text(value))
    return table


def _facts(order: Order) -> Iterator[Fact]:
    yield "Order", order.number
    if not order.is_quotation:
        yield "Communication", communication_text(order.number)
    yield "Received", brussels_time_text(order.received)
    yield from _said(order.request, order.vat, order.special)


def _held_facts(held: HeldOrder) -> Iterator[Fact]:
    yield "Held for", why_held(held.doubts)
    yield "Received", brussels_time_text(held.received)
    yield from _said(held.request, held.vat, None)


def _said(request: OrderRequest, vat: Vat, special: SpecialPrice | None) -> Iterator[Fact]:
    yield "Language", NAMES[request.language]
    yield from _who(request.customer)
    if vat.treatment is not VatTreatment.STANDARD:
        yield "VAT", vat.treatment.replace("-", " ")
    yield "Bills also to", request.billing_copy
    yield "Reference", request.purchase_reference
    yield "Notices to", request.notice_subscriber
    if request.technical:
        yield "Technician", f"{request.technical.name}, {request.technical.email}"
    if request.registrant:
        yield "Name holder", _holder(request.registrant)
    yield from _wishes(request)
    if special:
        net = money_text(special.net, _DESK)
        price = f"{special.offer_id}, {special.months} months: {net} net, until {special.until}"
        yield "Special price", price
    yield "Remarks", request.remarks


def _who(customer: Customer) -> Iterator[Fact]:
    yield "Customer", f"{customer.organisation_text or customer.name} ({customer.kind})"
    if customer.organisation:
        yield "Contact", customer.name
    yield "Enterprise", customer.enterprise_number_text
    yield "VAT number", customer.vat_number_text
    yield "E-mail", customer.email
    yield "Telephone", customer.phone
    yield "Address", _address(customer)


def _wishes(request: OrderRequest) -> Iterator[Fact]:
    yield "Belongs to", request.has_already
    yield "Hosting", request.hosting_wishes
    if request.solidarity:
        yield "Solidarity", "small means, as declared"
    if request.openpgp_key:
        yield "OpenPGP key", "was sent, is not checked; --json shows it"
    if request.customer.is_consumer:
        yield "Start", "at once, as asked" if request.start_now else "after the 14 days"


def _holder(holder: Registrant) -> str:
    who = [holder.name, holder.organisation, _address(holder), holder.email, holder.phone]
    return "\n".join(text for text in who if text)


def _address(one: Customer | Registrant) -> str:
    return f"{one.street}, {f'{one.postcode} {one.city}'.strip()}, {one.country}"


def _line(line: OrderLine, price_list: PriceList) -> Text:
    offer = price_list.offer(line.offer_id)
    name = offer.names[_DESK]
    if line.option_id:
        name = f"+ {offer.option(line.option_id).names[_DESK]}"
    if line.part is LinePart.SETUP:
        name = f"Set-up: {name}"
    return _named(name, line.quantity, line.domain_name)


def _wish(wish: Wish, price_list: PriceList) -> Text:
    return _named(price_list.offer(wish.offer_id).names[_DESK], wish.quantity, wish.domain_name)


def _named(name: str, quantity: int, domain_name: str | None) -> Text:
    counted = f"{quantity} {_TIMES} {name}" if quantity > 1 else name
    return Text(f"{counted}: {readable(domain_name)}" if domain_name else counted)


def _sums(order: Order) -> Iterator[tuple[str, str]]:
    totals, gift = order.totals, order.request.gift
    yield "Net", money_text(totals.net, _DESK)
    for one in totals.vat_lines:
        yield f"VAT {percent_text(one.rate, _DESK)}", money_text(one.vat, _DESK)
    yield "Total", money_text(totals.total, _DESK)
    if gift != NOTHING:
        yield "Gift to the fund", money_text(gift, _DESK)
    if order.is_quotation:
        yield "To pay", "after a quotation"
    else:
        yield "To pay", money_text(order.to_pay, _DESK)
