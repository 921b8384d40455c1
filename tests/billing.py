# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests about invoices share: invoices of every kind, and orders that are paid."""

import dataclasses
import datetime
from collections.abc import Mapping
from decimal import Decimal

from intake.documents.charge_words import charge_of
from intake.model.catalogue import PriceList
from intake.model.charge import ChargedLine
from intake.model.credit_note import CreditNote, credit_note_for
from intake.model.customer import Customer, CustomerKind
from intake.model.document_number import DocumentNumber, Series
from intake.model.invoice import Invoice, Prepayment
from intake.model.language import Language
from intake.model.money import NOTHING, Money
from intake.model.order import Order, OrderRequest, Wish, numbered
from intake.model.payment import EntryReference, Payment, PaymentSource, entry_mark
from intake.model.structured_communication import OrderNumber
from intake.model.vat import Vat, VatTreatment
from intake.settings import Settings
from intake.store.dossiers import Paper, PaperKind
from intake.store.paper_writer import PaperWriter
from intake.store.payment_record import payment_to_json
from tests.conftest import BELGIAN_VAT, NOW

PAID_ON = datetime.date(2026, 11, 23)
ISSUED = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
NO_RATE = Decimal(0)
REVERSE = Vat(treatment=VatTreatment.REVERSE_CHARGE, rate=NO_RATE)
ORGANISATION = Customer(
    kind=CustomerKind.ORGANISATION,
    name="Zoë D’Hondt",
    email="zoe@example.org",
    street="Teststraat 2",
    postcode="1050",
    city="Elsene",
    country="BE",
    organisation="De Brug",
    legal_form="vzw",
    enterprise_number="0123456749",
    vat_number="BE0123456749",
)
PERSON = Customer(
    kind=CustomerKind.PERSON,
    name="Camille Exemple",
    email="camille@example.org",
    street="Rue du Test 2",
    postcode="1050",
    city="Ixelles",
    country="BE",
)
FRENCH = Customer(
    kind=CustomerKind.ORGANISATION,
    name="Luc Essai",
    email="luc@example.org",
    street="Rue de l’Essai 3",
    postcode="59000",
    city="Lille",
    country="FR",
    organisation="Essai",
    vat_number="FR83404833048",
)
WISHES = (Wish(offer_id="hosting"), Wish(offer_id="domain-be", domain_name="exemple.be"))


def person_in(country: str) -> Customer:
    """Return a private person who lives there."""
    return Customer(
        kind=CustomerKind.PERSON,
        name="Aino Esimerkki",
        email="aino@example.org",
        street="Esimerkki 4",
        postcode="00100",
        city="Kaupunki",
        country=country,
    )


def order_of(  # noqa: PLR0913 - what an order is made of, each named
    customer: Customer,
    price_list: PriceList,
    *,
    vat: Vat = BELGIAN_VAT,
    wishes: tuple[Wish, ...] = WISHES,
    gift: Money = NOTHING,
    language: Language = Language.FR,
    solidarity: bool = False,
    count: int = 42,
) -> Order:
    """Return the order of somebody."""
    request = OrderRequest(
        language=language, customer=customer, wishes=wishes, gift=gift, solidarity=solidarity
    )
    number = OrderNumber(f"20260{count:05d}")
    return numbered(request, price_list, vat, number=number, received=NOW)


def invoice_of(
    order: Order, price_list: PriceList, settings: Settings, *, is_paid: bool = True
) -> Invoice:
    """Return its invoice; one that is not paid is due in fourteen days."""
    charge = charge_of(
        order,
        order.vat,
        price_list=price_list,
        network=settings.network,
        site_address=settings.site.address,
    )
    whole = Prepayment(amount=charge.totals.total + order.request.gift, on=PAID_ON)
    return Invoice(
        number=DocumentNumber(series=Series.INVOICE, year=2026, count=1),
        issued=ISSUED,
        charge=charge,
        gift=order.request.gift,
        prepayments=(whole,) if is_paid else (),
        due=ISSUED.date() if is_paid else datetime.date(2026, 12, 8),
    )


def every_kind(price_list: PriceList, settings: Settings) -> Mapping[str, Invoice | CreditNote]:
    """Return an invoice of each kind that issue 6 names, and credit notes."""
    franchise = Vat(treatment=VatTreatment.FRANCHISE, rate=NO_RATE)
    outside = Vat(treatment=VatTreatment.OUTSIDE_UNION, rate=NO_RATE)
    finnish = Vat(treatment=VatTreatment.DESTINATION, rate=Decimal("25.5"))
    mixed = (Wish(offer_id="hosting", months=1), Wish(offer_id="hosting", months=12, quantity=3))
    orders = {
        "paid": order_of(ORGANISATION, price_list),
        "gift": order_of(ORGANISATION, price_list, gift=Money(cents=1000)),
        "private person": order_of(PERSON, price_list),
        "reverse charge": order_of(FRENCH, price_list, vat=REVERSE),
        "franchise": order_of(ORGANISATION, price_list, vat=franchise),
        "outside the Union": order_of(person_in("CH"), price_list, vat=outside),
        "destination": order_of(person_in("FI"), price_list, vat=finnish),
        "mixed terms": order_of(ORGANISATION, price_list, wishes=mixed),
        "solidarity price": order_of(ORGANISATION, price_list, solidarity=True),
    }
    kinds: dict[str, Invoice | CreditNote] = {
        kind: invoice_of(order, price_list, settings) for kind, order in orders.items()
    }
    paid = invoice_of(orders["paid"], price_list, settings)
    kinds["rounding traps"] = _trap(paid)
    kinds["English"] = invoice_of(
        order_of(PERSON, price_list, language=Language.EN), price_list, settings
    )
    kinds["Dutch, in two payments"] = _in_two(
        invoice_of(order_of(ORGANISATION, price_list, language=Language.NL), price_list, settings)
    )
    kinds["unpaid"] = invoice_of(orders["paid"], price_list, settings, is_paid=False)
    kinds["credit note"] = credit_note_of(paid)
    kinds["credit note of a part"] = credit_note_of(paid, part=Money(cents=1234))
    return kinds


def _trap(invoice: Invoice) -> Invoice:
    """Return an invoice whose VAT ends on half a cent, and is a cent more if rounded by line."""
    lines = tuple(
        ChargedLine(name=f"Ligne {place}", term_months=1, quantity=place, unit_net=Money(cents=150))
        for place in (1, 1, 1)
    )
    charge = dataclasses.replace(invoice.charge, lines=lines)
    whole = Prepayment(amount=charge.totals.total, on=PAID_ON)
    return dataclasses.replace(invoice, charge=charge, prepayments=(whole,))


def _in_two(invoice: Invoice) -> Invoice:
    first = Prepayment(amount=Money(cents=5000), on=PAID_ON - datetime.timedelta(days=3))
    rest = Money(cents=invoice.charge.totals.total.cents - first.amount.cents)
    return dataclasses.replace(invoice, prepayments=(first, Prepayment(amount=rest, on=PAID_ON)))


def credit_note_of(invoice: Invoice, part: Money | None = None) -> CreditNote:
    """Return the credit note of an invoice, or of so much of its first line."""
    return credit_note_for(
        invoice,
        reason="Rétractation",
        parts={} if part is None else {1: part},
        number=DocumentNumber(series=Series.CREDIT_NOTE, year=2026, count=1),
        issued=ISSUED,
    )


def pay(
    order: Order,
    writer: PaperWriter,
    *,
    amount: Money | None = None,
    on: datetime.date = PAID_ON,
    sequence: int = 1,
) -> Paper:
    """Lay down the payment of an order, as the import of a statement does."""
    entry = EntryReference(
        account="BE98096244505493",
        statement="2026-1",
        reference=order.number,
        sequence=sequence,
    )

    def record(paper: Paper) -> bytes:
        return payment_to_json(
            Payment(
                number=order.number,
                amount=amount or order.to_pay,
                booked=on,
                source=PaymentSource.BANK,
                entry=entry,
                recorded=paper.received,
            )
        )

    moment = datetime.datetime.combine(on, datetime.time(8), datetime.UTC)
    dossier = writer.order_paper(order)
    return writer.attach(dossier, PaperKind.PAYMENT, entry_mark(entry), moment, record).paper
