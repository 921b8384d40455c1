# SPDX-License-Identifier: GPL-3.0-or-later
"""Who orders, and the other people that an order names."""

from dataclasses import dataclass
from enum import StrEnum


class CustomerKind(StrEnum):
    """Whether the law of consumers protects whoever orders."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who orders, and where to write to them.

    ``country`` is the code of ISO 3166; the postcode may be empty where a country has none.
    Organisations may give an enterprise number (Belgian, ten digits) and a VAT number (of any
    country of the Union, its letters first). A VAT number here has the right form and no more.
    """

    kind: CustomerKind
    name: str
    email: str
    street: str
    postcode: str
    city: str
    country: str
    phone: str | None = None
    organisation: str | None = None
    legal_form: str | None = None
    enterprise_number: str | None = None
    vat_number: str | None = None

    @property
    def organisation_text(self) -> str | None:
        """The organisation with its legal form, which many write in its name already."""
        name, form = self.organisation, self.legal_form
        if name is None or form is None or form.casefold() in name.casefold().split():
            return name
        return f"{name} {form}"

    @property
    def vat_number_text(self) -> str | None:
        """The VAT number as people write it: BE 0451.807.885."""
        return None if self.vat_number is None else vat_number_text(self.vat_number)

    @property
    def enterprise_number_text(self) -> str | None:
        """The Belgian enterprise number with its points: 0451.807.885."""
        return None if self.enterprise_number is None else dotted(self.enterprise_number)

    @property
    def is_consumer(self) -> bool:
        """Whether the right of withdrawal applies."""
        return self.kind is CustomerKind.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person whom we write to about one side of the service."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrant:
    """The holder of the domain names, where it is not the customer."""

    name: str
    email: str
    phone: str
    street: str
    postcode: str
    city: str
    country: str
    organisation: str | None = None


def vat_number_text(vat_number: str) -> str:
    """Write a VAT number as people do.

    >>> vat_number_text("BE0451807885")
    'BE 0451.807.885'
    """
    country, number = vat_number[:2], vat_number[2:]
    return f"{country} {dotted(number) if country == 'BE' else number}"


def dotted(digits: str) -> str:
    """Write an enterprise number with its points."""
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
