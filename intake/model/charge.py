# SPDX-License-Identifier: GPL-3.0-or-later
"""What an invoice or a credit note states: who charges whom for what, frozen at its date.

Royal Decree no 1, art. 5 par. 1: supplier, customer, description, quantity, unit price, base and
rate of VAT, and the mentions. All in the words of the day, so that the document can be made again
to the byte when addresses, offers and settings have changed. Only what the law asks: no telephone
number and no mail address of the customer.
"""

from dataclasses import dataclass

from intake.model.language import Language
from intake.model.money import Money
from intake.model.pricing import Totals, price
from intake.model.structured_communication import OrderNumber
from intake.model.vat import HOME, Vat

# The electronic address scheme of each country's VAT numbers (Peppol code list EAS); a Belgian one
# goes by its enterprise number, which the law of 6 February 2024 wants. Where no scheme is listed
# the customer has to tell his address, and gets a PDF until then.
BELGIAN_SCHEME = "0208"
_VAT_SCHEMES = {
    "AT": "9914",
    "BG": "9926",
    "CY": "9928",
    "CZ": "9929",
    "DE": "9930",
    "EE": "9931",
    "EL": "9933",
    "ES": "9920",
    "FR": "9957",
    "HR": "9934",
    "HU": "9910",
    "IE": "9935",
    "LT": "9937",
    "LU": "9938",
    "LV": "9939",
    "MT": "9943",
    "NL": "9944",
    "PL": "9945",
    "PT": "9946",
    "RO": "9947",
    "SI": "9949",
    "SK": "9950",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Who charges: the network as CSA art. 2:20 wants it on a document."""

    name: str
    legal_name: str
    legal_form: str
    street: str
    postcode: str
    city: str
    country: str
    court: str
    enterprise_number: str
    vat_number: str
    iban: str
    bic: str
    support: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who is charged. ``country`` is the code of ISO 3166."""

    name: str
    street: str
    postcode: str
    city: str
    country: str
    organisation: str | None = None
    enterprise_number: str | None = None
    vat_number: str | None = None

    @property
    def has_structured_invoice(self) -> bool:
        """Whether the law wants a structured invoice: a customer with a Belgian VAT number.

        VAT code art. 53 par. 2bis, law of 6 February 2024, since 1 January 2026.
        """
        return self.vat_number is not None and self.vat_number.startswith(HOME)

    @property
    def address(self) -> tuple[str, str] | None:
        """The scheme and the identifier of the Peppol address that follows from the VAT number."""
        if self.vat_number is None:
            return None
        if self.has_structured_invoice:
            return BELGIAN_SCHEME, self.vat_number.removeprefix(HOME)
        scheme = _VAT_SCHEMES.get(self.vat_number[:2])
        return None if scheme is None else (scheme, self.vat_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedLine:
    """One line: what it is called, its details, its term in months (0: once) and its price."""

    name: str
    details: tuple[str, ...] = ()
    term_months: int
    quantity: int = 1
    unit_net: Money

    @property
    def net(self) -> Money:
        """What all pieces cost without VAT."""
        return self.unit_net.times(self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """All that an invoice and a credit note have in common."""

    order: OrderNumber
    language: Language
    seller: Seller
    buyer: Buyer
    vat: Vat
    # Why the VAT is what it is; nothing for ordinary Belgian VAT.
    vat_mention: str | None = None
    purchase_reference: str | None = None
    lines: tuple[ChargedLine, ...]

    @property
    def totals(self) -> Totals:
        """What the lines come to, by the one pricing function."""
        return price((line.net, self.vat.rate) for line in self.lines)
