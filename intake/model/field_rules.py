# SPDX-License-Identifier: GPL-3.0-or-later
"""What one field of an order request may hold: its length, its characters, its form.

Every check is lazy about what it cannot know: an address has the right form and may not exist, a
number has the right check digits and may be another's.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from stdnum.be import vat as belgian_number
from stdnum.eu import vat as union_number

from intake.errors import Fault
from intake.model.countries import country_codes
from intake.model.customer import Customer, Registrant
from intake.model.vat import HOME

# The longest text of each field, in characters; the last word of a pointer names it.
LENGTHS: Mapping[str, int] = MappingProxyType(
    {
        "name": 100,
        "email": 254,
        "phone": 30,
        "organisation": 100,
        "legal_form": 40,
        "enterprise_number": 20,
        "vat_number": 20,
        "street": 100,
        "postcode": 12,
        "city": 100,
        "country": 2,
        "domain_name": 100,
        "billing_copy": 254,
        "notice_subscriber": 254,
        "has_already": 100,
        "hosting_wishes": 1000,
        "purchase_reference": 60,
        "remarks": 1000,
        "openpgp_key": 32_000,
    }
)
_OF_SEVERAL_LINES = frozenset({"hosting_wishes", "remarks", "openpgp_key"})
# Control, format, surrogate, and the two separators that break lines: what no keyboard writes.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BELGIAN_POSTCODE = re.compile(r"[1-9]\d{3}", re.ASCII)
_PHONE = re.compile(r"\+?[0-9](?:[ ()./-]{0,2}[0-9]){5,16}", re.ASCII)
_KEY_BEGINS = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
_KEY_ENDS = "-----END PGP PUBLIC KEY BLOCK-----"


def text_faults(field: str, text: str | None) -> Iterator[Fault]:
    """Check a text that may be absent, but not empty when it is there."""
    if text is None:
        return
    key = field.rpartition("/")[2]
    if len(text) > LENGTHS[key]:
        yield Fault(field=field, code="too_long")
    elif has_unwanted(text, of_several_lines=key in _OF_SEVERAL_LINES):
        yield Fault(field=field, code="control_characters")
    elif not text.strip():
        yield Fault(field=field, code="required")


def has_unwanted(text: str, *, of_several_lines: bool) -> bool:
    """Say whether a character in the text is one that no keyboard writes."""
    allowed = "\n\t" if of_several_lines else ""
    return any(unicodedata.category(one) in _UNWANTED and one not in allowed for one in text)


def email_faults(field: str, address: str) -> Iterator[Fault]:
    """Check an e-mail address by its form."""
    if len(address) > LENGTHS["email"]:
        yield Fault(field=field, code="too_long")
    elif not _reads(canonical_email, address):
        yield Fault(field=field, code="bad_email")


def address_faults(at: str, place: Customer | Registrant) -> Iterator[Fault]:
    """Check street, postcode, city and country."""
    yield from text_faults(f"{at}/street", place.street)
    yield from text_faults(f"{at}/city", place.city)
    if place.country not in country_codes():
        yield Fault(field=f"{at}/country", code="bad_country")
    if place.country == HOME:
        if not _BELGIAN_POSTCODE.fullmatch(place.postcode):
            yield Fault(field=f"{at}/postcode", code="bad_postcode")
    elif place.postcode:
        # Some countries have no postcodes at all.
        yield from text_faults(f"{at}/postcode", place.postcode)


def phone_faults(field: str, phone: str | None) -> Iterator[Fault]:
    """Check a telephone number that may be absent."""
    if phone is not None and not _PHONE.fullmatch(phone):
        yield Fault(field=field, code="bad_phone")


def number_faults(at: str, customer: Customer) -> Iterator[Fault]:
    """Check the enterprise number, which is Belgian, and the VAT number, of the Union."""
    enterprise, number = customer.enterprise_number, customer.vat_number
    if enterprise is not None and not _reads(canonical_enterprise_number, enterprise):
        yield Fault(field=f"{at}/enterprise_number", code="bad_enterprise_number")
    if number is not None and not _reads(canonical_vat_number, number):
        yield Fault(field=f"{at}/vat_number", code="bad_union_vat_number")


def public_key_faults(field: str, text: str | None) -> Iterator[Fault]:
    """Check that a text has the shape of one armored public key; it is never opened here."""
    if text is None:
        return
    if "PRIVATE KEY" in text:
        yield Fault(field=field, code="secret_key")
        return
    yield from text_faults(field, text)
    lines = text.strip().splitlines()
    if not lines or lines[0] != _KEY_BEGINS or lines[-1] != _KEY_ENDS or text.count("BEGIN") > 1:
        yield Fault(field=field, code="bad_public_key")


def canonical_email(address: str) -> str:
    """Return an address in ASCII; ValueError for what is none."""
    # Takes a while to load, and who builds the site looks at no address.
    from email_validator import validate_email  # noqa: PLC0415

    found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    return found.ascii_email or found.normalized


def canonical_vat_number(number: str) -> str:
    """Return a VAT number of the Union without spaces and points, its letters first.

    >>> canonical_vat_number("BE 0451.807.885")
    'BE0451807885'
    """
    return str(union_number.validate(number))


def canonical_enterprise_number(number: str) -> str:
    """Return the ten digits of a Belgian enterprise number.

    >>> canonical_enterprise_number("0451.807.885")
    '0451807885'
    """
    return str(belgian_number.validate(number))


def _reads(read: Callable[[str], str], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
