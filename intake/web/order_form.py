# SPDX-License-Identifier: GPL-3.0-or-later
"""From the fields of the order form to an order request, or to all that is wrong with them.

The rules are those of intake/model/order_rules.py, which the webhook obeys too. Here is what only
a form has: boxes to tick, choices, an amount as people write it, names one a line.
"""

import re
from collections.abc import Sequence

from intake.errors import Fault
from intake.model.catalogue import PriceList
from intake.model.countries import country_code
from intake.model.customer import Contact, Customer, CustomerKind, Registrant
from intake.model.language import Language
from intake.model.money import NOTHING, Money
from intake.model.order import OrderRequest
from intake.model.order_rules import canonical, faults_of
from intake.model.price_sheet import GIFTS
from intake.model.vat import EUROPEAN_UNION
from intake.web.field_reader import FieldReader
from intake.web.forms import Fields
from intake.web.order_fields import OFFERS, TICKED, form_fields
from intake.web.order_wishes import PlacedWish, read_wishes

_AMOUNT = re.compile(r"(?:€\s?)?(\d{1,5})(?:[.,](\d\d))?(?:\s?€)?", re.ASCII)
# Greece has letters of its own in VAT numbers.
_VAT_LETTERS = {"GR": "EL"}


def parse_order(fields: Fields, language: Language, price_list: PriceList) -> OrderRequest:
    """Return what the form asks for, or raise InvalidInputError with every fault in it."""
    form = FieldReader(fields, _places(price_list))
    kind = form.choice("customer_kind", tuple(CustomerKind), required=True)
    is_organisation = kind != CustomerKind.PERSON
    wishes = read_wishes(form, price_list)
    request = OrderRequest(
        language=language,
        customer=_customer(form, language, CustomerKind(kind or CustomerKind.ORGANISATION)),
        wishes=tuple(one.wish for one in wishes),
        solidarity=form.choice("solidarity", (TICKED,)) is not None,
        gift=_gift(form),
        technical=_technical(form),
        billing_copy=form.text("billing_copy"),
        registrant=_registrant(form, language),
        notice_subscriber=form.text("notice_subscriber"),
        has_already=form.text("has_already"),
        hosting_wishes=form.text("hosting_wishes", of_several_lines=True),
        purchase_reference=form.text("purchase_reference"),
        remarks=form.text("remarks", of_several_lines=True),
        openpgp_key=form.text("openpgp_key", of_several_lines=True),
        start_now=form.choice("start_now", (TICKED,)) is not None and not is_organisation,
    )
    _agreements(form, request)
    for fault in faults_of(request, price_list):
        # Without a kind, nobody knows what an organisation would have to say.
        if kind or fault.code not in {"organisation_required", "subscriber_required"}:
            name, line = _field(fault, wishes)
            form.refuse(name, fault.code, line)
    form.finish()
    return canonical(request)


def _places(price_list: PriceList) -> dict[str, int]:
    """Return the fields of the form, and where what is wrong with all offers is told."""
    places: dict[str, int] = {}
    for name, length in form_fields(price_list).items():
        if name.startswith(("offer.", "names.")):
            places.setdefault(OFFERS, 0)
        places[name] = length
    return places


def _customer(form: FieldReader, language: Language, kind: CustomerKind) -> Customer:
    texts = {name: form.text(name, required=True) or "" for name in ("name", "email", "street")}
    country = _country(form, "country", language)
    return Customer(
        kind=kind,
        **texts,
        postcode=form.text("postcode") or "",
        city=form.text("city", required=True) or "",
        country=country,
        phone=form.text("phone"),
        organisation=form.text("organisation"),
        legal_form=form.text("legal_form"),
        enterprise_number=form.text("enterprise_number"),
        vat_number=_vat_number(form.text("vat_number"), country),
    )


def _country(form: FieldReader, name: str, language: Language) -> str:
    """Return the code of a country, or nothing and a fault."""
    text = form.text(name, required=True)
    code = country_code(text, language) if text else None
    if code is None:
        form.refuse(name, "no_country")
    return code or ""


def _vat_number(text: str | None, country: str) -> str | None:
    """Put the letters of the country before a number that was typed without them."""
    if text and text[0].isdigit() and country in EUROPEAN_UNION:
        return f"{_VAT_LETTERS.get(country, country)}{text}"
    return text


def _technical(form: FieldReader) -> Contact | None:
    if not form.sent("technical_"):
        return None
    name = form.text("technical_name", required=True) or ""
    return Contact(name=name, email=form.text("technical_email", required=True) or "")


def _registrant(form: FieldReader, language: Language) -> Registrant | None:
    """Return the holder of the names if any of his fields is filled in."""
    if not form.sent("registrant_"):
        return None
    texts = {
        name: form.text(f"registrant_{name}", required=True) or ""
        for name in ("name", "email", "phone", "street", "city")
    }
    return Registrant(
        **texts,
        postcode=form.text("registrant_postcode") or "",
        country=_country(form, "registrant_country", language),
        organisation=form.text("registrant_organisation"),
    )


def _gift(form: FieldReader) -> Money:
    """Return the gift: one of those proposed, or an amount with a comma or a point."""
    chosen = form.choice("gift", [str(one) for one in GIFTS])
    typed = form.text("gift_amount")
    if typed is None:
        return Money.parse(chosen) if chosen else NOTHING
    match = _AMOUNT.fullmatch(typed)
    if chosen:
        form.refuse("gift_amount", "one_gift")
    elif match is None:
        form.refuse("gift_amount", "bad_gift")
    else:
        return Money(cents=int(match[1] + (match[2] or "00")))
    return NOTHING


def _agreements(form: FieldReader, request: OrderRequest) -> None:
    has_names = any(wish.domain_name for wish in request.wishes)
    if form.choice("accept_registry", (TICKED,)) is None and has_names:
        form.refuse("accept_registry", "must_accept_registry")
    if form.choice("accept_terms", (TICKED,)) is None:
        form.refuse("accept_terms", "must_accept")


def _field(fault: Fault, wishes: Sequence[PlacedWish]) -> tuple[str, int | None]:
    """Return the field that a pointer into the request was read from, and its line."""
    match fault.field.split("/")[1:]:
        case ["customer", name] | [name] if name != "wishes":
            return ("gift_amount" if name == "gift" else name), None
        case [("registrant" | "technical") as who, name]:
            return f"{who}_{name}", None
        case ["wishes", place, "options", option, _]:
            return wishes[int(place)].options[int(option)], None
        case ["wishes", place, "months"]:
            return wishes[int(place)].term, None
        case ["wishes", place, _]:
            placed = wishes[int(place)]
            return placed.quantity, placed.line
    return OFFERS, None
