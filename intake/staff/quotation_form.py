# SPDX-License-Identifier: GPL-3.0-or-later
"""The prices of a quotation as staff type them: on the command line, or in a small TOML file."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import NoneType

from intake.errors import RefusedError
from intake.model.catalogue import PriceList
from intake.model.domain_name import readable
from intake.model.language import Language
from intake.model.money import Money
from intake.model.named_prices import PlacedPrice
from intake.model.order import Order, Wish

_LINE = re.compile(r"(?P<place>\d{1,3})=(?P<net>[\d.,]+)(?:/(?P<months>\d{1,3}))?", re.ASCII)
_SHAPE = (
    "it has valid_until = 2026-12-31 and for each line a table [[price]] with"
    ' line = 1, unit_net = "450.00", months = 0'
)
_KEYS = frozenset({"line", "unit_net", "months"})


def price_of(text: str) -> PlacedPrice:
    """Read a price such as 1=450.00, paid once, or 2=12.50/12, for twelve months.

    >>> price_of("2=12,50/12")
    PlacedPrice(place=2, unit_net=Money(cents=1250), months=12)
    """
    match = _LINE.fullmatch(text)
    if match is None:
        raise PriceLineError(text)
    net = match["net"]
    return PlacedPrice(
        place=int(match["place"]), unit_net=_money(net, text), months=int(match["months"] or 0)
    )


def form_of(order: Order, price_list: PriceList, until: date) -> str:
    """Return the form that somebody fills in, with a table for each thing without a price."""
    return "\n".join(_form(order, price_list, until))


def read_form(text: str) -> tuple[list[PlacedPrice], date | None]:
    """Read a form that was filled in: the prices, and the last day if it has one."""
    try:
        form = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError(str(error)) from error
    until = form.pop("valid_until", None)
    prices = form.pop("price", [])
    if form or not isinstance(prices, list) or type(until) not in {date, NoneType}:
        raise FormError(_SHAPE)
    return [_price(one) for one in prices], until


def wish_text(wish: Wish, price_list: PriceList) -> str:
    """Say what was asked for, on a line."""
    name = price_list.offer(wish.offer_id).names[Language.EN]
    counted = f"{wish.quantity} \N{MULTIPLICATION SIGN} {name}"
    return f"{counted}: {readable(wish.domain_name)}" if wish.domain_name else counted


def _form(order: Order, price_list: PriceList, until: date) -> Iterator[str]:
    yield f"# The quotation of order {order.number}. Nothing is sent before you have seen it."
    yield "# unit_net is what one piece costs, without VAT; months is 0 for what is paid once."
    yield f"valid_until = {until}"
    for place, wish in enumerate(order.on_request, start=1):
        yield ""
        yield f"# {wish_text(wish, price_list)}"
        yield from ("[[price]]", f"line = {place}", 'unit_net = ""', "months = 0")
    if order.request.remarks:
        yield ""
        yield "# What was remarked:"
        yield from (f"# {line}" for line in order.request.remarks.splitlines())
    yield ""


def _price(table: object) -> PlacedPrice:
    if not isinstance(table, Mapping) or set(table) != _KEYS:
        raise FormError(_SHAPE)
    place, net, months = table["line"], table["unit_net"], table["months"]
    if type(place) is not int or type(months) is not int or not isinstance(net, str):
        raise FormError(_SHAPE)
    return PlacedPrice(place=place, unit_net=_money(net, f"line {place}"), months=months)


def _money(text: str, where: str) -> Money:
    euros = text.replace(",", ".")
    try:
        return Money.parse(euros if "." in euros else f"{euros}.00")
    except ValueError as error:
        raise PriceLineError(where) from error


def lines_of(texts: Iterable[str]) -> list[PlacedPrice]:
    """Read all prices of the command line."""
    return [price_of(text) for text in texts]


class PriceLineError(RefusedError):
    """This is no price."""

    def __init__(self, text: str) -> None:
        """Say what one looks like."""
        super().__init__(
            f"{text}: a price is a line and a net amount, such as 1=450.00, or 2=12.50/12 for"
            " twelve months; nothing was written"
        )


class FormError(RefusedError):
    """The form is not filled in as it should be."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(f"the form of the quotation cannot be read: {why}; nothing was written")
