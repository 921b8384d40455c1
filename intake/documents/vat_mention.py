# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an order has the VAT that it has, with the source: a mention that the law wants.

Royal Decree no 1, art. 5 par. 1, and VAT directive art. 226(11a): the special mentions of an
invoice. A payment request is none, but whoever pays should know them before. The sources are those
of intake/model/vat.py.
"""

from intake.documents.words import country_name, words
from intake.model.customer import Customer
from intake.model.language import Language
from intake.model.order import Order
from intake.model.vat import Vat, VatTreatment

# VAT directive: where a service by electronic means is supplied to a business, to anybody else.
_TO_BUSINESS = "44"
_TO_CONSUMER = "58"


def vat_mention(order: Order) -> str | None:
    """Return the sentence about the VAT of an order; None for ordinary Belgian VAT."""
    return vat_mention_of(order.vat, order.request.customer, order.request.language)


def vat_mention_of(vat: Vat, customer: Customer, language: Language) -> str | None:
    """Return the sentence about a VAT, which may be another than that of the order."""
    if vat.treatment is VatTreatment.STANDARD:
        return None
    text = words("vat_treatments", language)[vat.treatment.replace("-", "_")]
    return text.format(
        country=country_name(customer.country, language),
        article=_TO_CONSUMER if customer.is_consumer else _TO_BUSINESS,
    )
