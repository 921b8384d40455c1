# SPDX-License-Identifier: GPL-3.0-or-later
"""What an order request may hold: the rules that the form and the webhook share.

A fault names its field by the JSON pointer (RFC 6901) of the request's record, docs/formats.md:
``/customer/email``, ``/wishes/0/months``. The form translates them into the names of its fields.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.errors import Fault
from intake.model.catalogue import Offer, PriceList
from intake.model.customer import CustomerKind
from intake.model.field_rules import (
    address_faults,
    canonical_email,
    canonical_enterprise_number,
    canonical_vat_number,
    email_faults,
    number_faults,
    phone_faults,
    public_key_faults,
    text_faults,
)
from intake.model.money import NOTHING, Money
from intake.model.order import OrderRequest, Wish
from intake.model.ordered_name import name_fault, ordered_name

# More lines than any honest order has; it bounds what one request can cost.
MOST_WISHES = 50
LARGEST_GIFT = Money(cents=10_000_00)


def faults_of(request: OrderRequest, price_list: PriceList) -> list[Fault]:
    """Return all that is wrong with a request at the prices of that list, in its own order."""
    return [
        *_customer_faults(request),
        *_wishes_faults(request, price_list),
        *_rest_faults(request),
    ]


def canonical(request: OrderRequest) -> OrderRequest:
    """Return a request without faults in the one form that records have.

    Addresses and domain names in ASCII, numbers without the points that people write.
    """
    customer = request.customer
    vat_number, enterprise = customer.vat_number, customer.enterprise_number
    return replace(
        request,
        customer=replace(
            customer,
            email=canonical_email(customer.email),
            vat_number=vat_number and canonical_vat_number(vat_number),
            enterprise_number=enterprise and canonical_enterprise_number(enterprise),
        ),
        wishes=tuple(
            replace(wish, domain_name=wish.domain_name and ordered_name(wish.domain_name))
            for wish in request.wishes
        ),
        technical=request.technical
        and replace(request.technical, email=canonical_email(request.technical.email)),
        registrant=request.registrant
        and replace(request.registrant, email=canonical_email(request.registrant.email)),
        billing_copy=request.billing_copy and canonical_email(request.billing_copy),
        notice_subscriber=request.notice_subscriber and canonical_email(request.notice_subscriber),
    )


def _customer_faults(request: OrderRequest) -> Iterator[Fault]:
    customer, at = request.customer, "/customer"
    yield from text_faults(f"{at}/name", customer.name)
    yield from email_faults(f"{at}/email", customer.email)
    yield from address_faults(at, customer)
    yield from phone_faults(f"{at}/phone", customer.phone)
    if customer.phone is None and request.registrant is None and _has_names(request):
        # The registries of domain names want to reach the holder.
        yield Fault(field=f"{at}/phone", code="phone_required")
    for key in ("organisation", "legal_form"):
        yield from text_faults(f"{at}/{key}", getattr(customer, key))
    yield from number_faults(at, customer)
    if customer.kind is CustomerKind.ORGANISATION:
        if customer.organisation is None:
            yield Fault(field=f"{at}/organisation", code="organisation_required")
        if request.notice_subscriber is None:
            # A group names at least one person who gets the notices (promise P37).
            yield Fault(field="/notice_subscriber", code="subscriber_required")
    else:
        for key in ("organisation", "legal_form", "enterprise_number", "vat_number"):
            if getattr(customer, key) is not None:
                yield Fault(field=f"{at}/{key}", code="only_for_organisations")


def _wishes_faults(request: OrderRequest, price_list: PriceList) -> Iterator[Fault]:
    wishes = request.wishes
    if not wishes and request.gift == NOTHING:
        yield Fault(field="/wishes", code="nothing_ordered")
    if len(wishes) > MOST_WISHES:
        yield Fault(field="/wishes", code="too_many")
        return
    offers = {offer.id: offer for offer in price_list.offers}
    ordered = {wish.offer_id for wish in wishes}
    for place, wish in enumerate(wishes):
        at = f"/wishes/{place}"
        offer = offers.get(wish.offer_id)
        if offer is None:
            yield Fault(field=f"{at}/offer", code="unknown_offer")
            continue
        yield from _wish_faults(at, wish, offer)
        if offer.needs and not request.has_already and not ordered & set(offer.needs):
            yield Fault(field=f"{at}/offer", code="needs_other")
    yield from _repeated_names(wishes)


def _wish_faults(at: str, wish: Wish, offer: Offer) -> Iterator[Fault]:
    known_terms = offer.months or (None,)
    if wish.months not in known_terms:
        yield Fault(field=f"{at}/months", code="unknown_term")
    # One name is one piece: the second has another name.
    most = 1 if offer.act else offer.most
    if not 1 <= wish.quantity <= most:
        yield Fault(field=f"{at}/quantity", code="too_many" if wish.quantity > most else "too_few")
    known = {option.id: option.most for option in offer.options}
    seen: set[str] = set()
    for place, chosen in enumerate(wish.options):
        field = f"{at}/options/{place}"
        if chosen.option_id not in known:
            yield Fault(field=f"{field}/option", code="unknown_option")
        elif chosen.option_id in seen:
            yield Fault(field=f"{field}/option", code="twice")
        elif not 1 <= chosen.quantity <= known[chosen.option_id]:
            few = chosen.quantity < 1
            yield Fault(field=f"{field}/quantity", code="too_few" if few else "too_many")
        seen.add(chosen.option_id)
    yield from _name_faults(f"{at}/domain_name", wish.domain_name, offer)


def _name_faults(field: str, name: str | None, offer: Offer) -> Iterator[Fault]:
    if offer.act is None:
        if name is not None:
            yield Fault(field=field, code="no_name_here")
        return
    if name is None:
        yield Fault(field=field, code="name_required")
        return
    yield from text_faults(field, name)
    code = name_fault(name)
    if code is not None:
        yield Fault(field=field, code=code)
    elif ordered_name(name).partition(".")[2] != offer.suffix:
        yield Fault(field=field, code="wrong_suffix")


def _repeated_names(wishes: Sequence[Wish]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, wish in enumerate(wishes):
        name = (wish.domain_name or "").strip().lower()
        if name in seen:
            yield Fault(field=f"/wishes/{place}/domain_name", code="twice")
        if name:
            seen.add(name)


def _has_names(request: OrderRequest) -> bool:
    return any(wish.domain_name is not None for wish in request.wishes)


def _rest_faults(request: OrderRequest) -> Iterator[Fault]:
    if not NOTHING <= request.gift <= LARGEST_GIFT:
        yield Fault(field="/gift", code="bad_amount")
    if technical := request.technical:
        yield from text_faults("/technical/name", technical.name)
        yield from email_faults("/technical/email", technical.email)
    if holder := request.registrant:
        yield from text_faults("/registrant/name", holder.name)
        yield from email_faults("/registrant/email", holder.email)
        yield from phone_faults("/registrant/phone", holder.phone)
        yield from address_faults("/registrant", holder)
        yield from text_faults("/registrant/organisation", holder.organisation)
    for key in ("billing_copy", "notice_subscriber"):
        if (address := getattr(request, key)) is not None:
            yield from email_faults(f"/{key}", address)
    for key in ("has_already", "hosting_wishes", "purchase_reference", "remarks"):
        yield from text_faults(f"/{key}", getattr(request, key))
    yield from public_key_faults("/openpgp_key", request.openpgp_key)
