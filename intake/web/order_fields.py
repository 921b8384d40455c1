# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of the order form, in its order: some are always there, some follow the price list.

A house test holds these names against the form that the site builds.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from intake.model import field_rules
from intake.model.catalogue import Catalogue, DomainAct, Offer, PriceList
from intake.model.price_sheet import name_months

# A number of pieces, or of months.
_FIGURES = 3
_WORD = 12
TICKED = "yes"
# One line for each of the most names of an act that an offer takes.
_NAMES = 2000
# Where a fault of all offers together is shown; no field of that name is sent.
OFFERS = "offers"


def _like(prefix: str, *names: str) -> Mapping[str, int]:
    return {f"{prefix}{name}": field_rules.LENGTHS[name] for name in names}


_WHO = {
    "customer_kind": _WORD,
    **_like("", "name", "organisation", "legal_form", "enterprise_number", "vat_number"),
    **_like("", "email", "phone", "street", "postcode", "city"),
    "country": 60,
}
_NAMED = {
    **_like("registrant_", "name", "organisation", "email", "phone", "street", "postcode", "city"),
    "registrant_country": 60,
}
_REST = {
    **_like("", "hosting_wishes"),
    **_like("technical_", "name", "email"),
    **_like("", "billing_copy", "notice_subscriber", "openpgp_key", "purchase_reference"),
    "solidarity": _FIGURES,
    "gift": 8,
    "gift_amount": 12,
    **_like("", "remarks"),
    "start_now": _FIGURES,
    "accept_registry": _FIGURES,
    "accept_terms": _FIGURES,
}
# The longest text of each field that is always there, in characters.
LENGTHS: Mapping[str, int] = MappingProxyType(
    {**_WHO, "has_already": field_rules.LENGTHS["has_already"], **_NAMED, **_REST}
)


def form_fields(price_list: PriceList) -> Mapping[str, int]:
    """Return every field of the form by its longest text, in the order of the form."""
    return {
        **_WHO,
        **{name: _FIGURES for offer in price_list.offers for name in _of_offer(offer)},
        "has_already": LENGTHS["has_already"],
        **dict(_of_names(price_list)),
        **_NAMED,
        **_REST,
    }


def known_fields(catalogue: Catalogue) -> frozenset[str]:
    """Return every field that the form of any price list has, so that a page of before is read."""
    return frozenset(
        name for price_list in catalogue.price_lists for name in form_fields(price_list)
    )


def quantity_field(offer_id: str) -> str:
    """Return the field for how many of an offer."""
    return f"offer.{offer_id}"


def term_field(offer_id: str) -> str:
    """Return the field for the term of an offer, in months."""
    return f"term.{offer_id}"


def option_field(offer_id: str, option_id: str) -> str:
    """Return the field for how many of an option."""
    return f"option.{offer_id}.{option_id}"


def names_field(act: DomainAct) -> str:
    """Return the field for the names that this is to be done with, one a line."""
    return f"names.{act}"


def names_term_field(act: DomainAct) -> str:
    """Return the field for the term of these names."""
    return f"months.{act}"


def _of_offer(offer: Offer) -> Iterator[str]:
    if offer.act is not None:
        return
    yield quantity_field(offer.id)
    if len(offer.months) > 1:
        yield term_field(offer.id)
    for option in offer.options:
        yield option_field(offer.id, option.id)


def _of_names(price_list: PriceList) -> Iterator[tuple[str, int]]:
    for act in DomainAct:
        months = name_months(price_list, act)
        if months:
            yield names_field(act), _NAMES
        if len(months) > 1:
            yield names_term_field(act), _FIGURES
