# SPDX-License-Identifier: GPL-3.0-or-later
"""Links that fill the order form in: /en/order/with?offer=hosting&term=12&quantity=1&domain=a.be.

Read as strictly as a form: an unknown word or value is a fault of the link. A special price is
signed by this machine (``intake links make``), so nobody can make one up.
"""

from urllib.parse import urlencode

from intake.errors import InvalidInputError
from intake.model.catalogue import DomainAct, Offer, PriceList
from intake.model.language import Language
from intake.model.ordered_name import ordered_name
from intake.model.price_sheet import name_months
from intake.model.special_price import SpecialPrice
from intake.web.forms import Fields, FormError, read_fields
from intake.web.order_fields import names_field, names_term_field, quantity_field, term_field
from intake.web.reviewed import SPECIAL

_WORDS = frozenset({"offer", "term", "quantity", "domain", "act", SPECIAL})


def filled_in(query: bytes, price_list: PriceList, special: SpecialPrice | None = None) -> Fields:
    """Return the fields that a link fills in, or raise BadLinkError."""
    words = link_words(query)
    if special is not None:
        words = {"offer": special.offer_id, "term": str(special.months), **words}
    if not {"offer", "domain"} & words.keys() and words:
        raise BadLinkError
    fields: dict[str, str] = {}
    if "offer" in words:
        fields |= _offer_fields(words, price_list)
    if "domain" in words:
        fields |= _name_fields(words, price_list)
    return fields | {name: words[name] for name in (SPECIAL,) if name in words}


def link_words(query: bytes) -> Fields:
    """Return what a link says by the words it has, or raise BadLinkError."""
    try:
        return read_fields(query, "application/x-www-form-urlencoded", _WORDS)
    except FormError as error:
        raise BadLinkError from error


def link_to(site: str, language: Language, **words: str) -> str:
    """Return the whole address of a link."""
    return f"{site}/{language}/order/with?{urlencode(words)}"


def _offer_fields(words: Fields, price_list: PriceList) -> Fields:
    offers = {one.id: one for one in price_list.offers if one.act is None}
    offer = offers.get(words["offer"])
    if offer is None:
        raise BadLinkError
    quantity = words.get("quantity", "1")
    if quantity not in _counted(offer):
        raise BadLinkError
    # A link for a name as well as an offer says the term of both.
    term = words.get("term")
    if term is not None and term not in {str(months) for months in offer.months}:
        raise BadLinkError
    chosen = {term_field(offer.id): term} if term and len(offer.months) > 1 else {}
    return {quantity_field(offer.id): quantity, **chosen}


def _name_fields(words: Fields, price_list: PriceList) -> Fields:
    act = words.get("act", DomainAct.REGISTER)
    if act not in tuple(DomainAct):
        raise BadLinkError
    try:
        ordered_name(words["domain"])
    except InvalidInputError as error:
        raise BadLinkError from error
    fields = {names_field(DomainAct(act)): words["domain"]}
    months = name_months(price_list, DomainAct(act))
    term = words.get("term")
    if "offer" in words or term is None:
        return fields
    if term not in {str(one) for one in months}:
        raise BadLinkError
    return {**fields, **({names_term_field(DomainAct(act)): term} if len(months) > 1 else {})}


def _counted(offer: Offer) -> frozenset[str]:
    return frozenset(str(number) for number in range(1, offer.most + 1))


class BadLinkError(FormError):
    """The link says what no link of ours says."""

    code = "bad_link"
