# SPDX-License-Identifier: GPL-3.0-or-later
"""Seller and buyer as UBL has them.

Peppol wants an electronic address of both. A document outside the scope of VAT states no VAT number
(EN 16931, BR-O-02): the seller is then known by his enterprise number alone.
"""

import xml.etree.ElementTree as ET

from intake.documents.ubl_tree import cac, cbc
from intake.model.charge import BELGIAN_SCHEME, Buyer, Seller
from intake.model.vat import HOME

_VAT = "VAT"


def supplier(seller: Seller, *, with_vat: bool) -> ET.Element:
    """Return who charges."""
    number = "".join(filter(str.isdigit, seller.enterprise_number))
    vat_number = seller.vat_number.replace(" ", "").replace(".", "")
    party = cac(
        "Party",
        cbc("EndpointID", number, schemeID=BELGIAN_SCHEME),
        cac("PartyName", cbc("Name", seller.name)),
        _address(seller, HOME),
        _tax_scheme(vat_number if with_vat else None),
        cac(
            "PartyLegalEntity",
            cbc("RegistrationName", f"{seller.legal_name} {seller.legal_form}"),
            cbc("CompanyID", number, schemeID=BELGIAN_SCHEME),
            cbc("CompanyLegalForm", f"{seller.legal_form}, {seller.court}"),
        ),
        cac("Contact", cbc("Name", seller.name), cbc("ElectronicMail", seller.support)),
    )
    return cac("AccountingSupplierParty", party)


def customer(buyer: Buyer, *, with_vat: bool) -> ET.Element:
    """Return who is charged."""
    scheme, identifier = buyer.address or (None, None)
    contact = cac("Contact", cbc("Name", buyer.name)) if buyer.organisation else None
    party = cac(
        "Party",
        cbc("EndpointID", identifier, schemeID=scheme) if scheme else None,
        _address(buyer, buyer.country),
        _tax_scheme(buyer.vat_number if with_vat else None),
        cac(
            "PartyLegalEntity",
            cbc("RegistrationName", buyer.organisation or buyer.name),
            cbc("CompanyID", buyer.enterprise_number, schemeID=BELGIAN_SCHEME),
        ),
        contact,
    )
    return cac("AccountingCustomerParty", party)


def _address(party: Seller | Buyer, country: str) -> ET.Element:
    return cac(
        "PostalAddress",
        cbc("StreetName", party.street),
        cbc("CityName", party.city),
        cbc("PostalZone", party.postcode),
        cac("Country", cbc("IdentificationCode", country)),
    )


def _tax_scheme(vat_number: str | None) -> ET.Element | None:
    if vat_number is None:
        return None
    return cac("PartyTaxScheme", cbc("CompanyID", vat_number), cac("TaxScheme", cbc("ID", _VAT)))
