# SPDX-License-Identifier: GPL-3.0-or-later
"""What the order form asks for: offers with their options, and domain names."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.errors import InvalidInputError
from intake.model.catalogue import DomainAct, Offer, PriceList, SuffixNotFoundError
from intake.model.order import OptionWish, Wish
from intake.model.ordered_name import ordered_name
from intake.model.price_sheet import name_months
from intake.web.field_reader import FieldReader
from intake.web.order_fields import (
    OFFERS,
    form_fields,
    names_field,
    names_term_field,
    option_field,
    quantity_field,
    term_field,
)

# As many as the price list's offers take; a longer list is a job for a person.
MOST_NAMES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedWish:
    """A wish, and the fields of the form that it was read from."""

    wish: Wish
    quantity: str
    term: str
    options: tuple[str, ...] = field(default=())
    line: int | None = None


def read_wishes(form: FieldReader, price_list: PriceList) -> tuple[PlacedWish, ...]:
    """Return all that is asked for."""
    known = form_fields(price_list)
    gone = [name for prefix in ("offer.", "names.") for name in form.sent(prefix)]
    if any(name not in known for name in gone):
        form.refuse(OFFERS, "unknown_offer")
    offers = (offer for offer in price_list.offers if offer.act is None)
    return (
        *(placed for offer in offers for placed in _offer(form, offer)),
        *(placed for act in DomainAct for placed in _names(form, act, price_list)),
    )


def _offer(form: FieldReader, offer: Offer) -> Iterator[PlacedWish]:
    place = quantity_field(offer.id)
    quantity = form.number(place)
    places = {option_field(offer.id, option.id): option for option in offer.options}
    chosen = {name: form.number(name) for name in places}
    options = {name: number for name, number in chosen.items() if number}
    if not quantity:
        if options:
            form.refuse(place, "option_alone")
        return
    yield PlacedWish(
        wish=Wish(
            offer_id=offer.id,
            months=_months(form, term_field(offer.id), offer.months),
            quantity=quantity,
            options=tuple(
                OptionWish(option_id=places[name].id, quantity=number)
                for name, number in options.items()
            ),
        ),
        quantity=place,
        term=term_field(offer.id),
        options=tuple(options),
    )


def _names(form: FieldReader, act: DomainAct, price_list: PriceList) -> Iterator[PlacedWish]:
    months = name_months(price_list, act)
    if not months:
        return
    place, term = names_field(act), names_term_field(act)
    lines = form.lines(place)
    if len(lines) > MOST_NAMES:
        form.refuse(place, "too_many")
        return
    for number, text in lines:
        try:
            name = ordered_name(text)
            offer = price_list.for_domain_name(act, name)
        except InvalidInputError as error:
            form.refuse(place, error.faults[0].code, number)
            continue
        except SuffixNotFoundError:
            form.refuse(place, "no_such_suffix", number)
            continue
        wish = Wish(offer_id=offer.id, months=_months(form, term, months), domain_name=name)
        yield PlacedWish(wish=wish, quantity=place, term=term, line=number)


def _months(form: FieldReader, place: str, months: tuple[int, ...]) -> int | None:
    """Return the term that was chosen; where there is no choice there is no field."""
    if len(months) < 2:  # noqa: PLR2004 - one is no choice
        return months[0] if months else None
    chosen = form.choice(place, [str(one) for one in months], required=True)
    return int(chosen) if chosen else months[0]
