# SPDX-License-Identifier: GPL-3.0-or-later
"""What was ordered and what it comes to, in words: the same on every document and in its letter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from intake.documents.editions import NEWEST, Edition
from intake.documents.words import words
from intake.model.catalogue import PriceList
from intake.model.domain_name import readable
from intake.model.language import Language, money_text, percent_text
from intake.model.money import NOTHING, Money
from intake.model.order import LinePart, OrderLine, OrderRequest, Wish
from intake.model.pricing import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class LineText:
    """A line of a document; ``details`` stand under the name, one a line."""

    name: str
    details: tuple[str, ...]
    quantity: str
    unit: str
    term: str
    net: str


class LineWriter:
    """Writes the lines of one request, at the prices of its list, in its language."""

    def __init__(self, request: OrderRequest, price_list: PriceList) -> None:
        """Look the words up once."""
        self._request = request
        self._price_list = price_list
        self._language = request.language
        self._text = words("lines", request.language)

    def line(self, line: OrderLine) -> LineText:
        """Return a line that has a price."""
        name, details = self.description(line)
        return LineText(
            name=name,
            details=details,
            quantity=str(line.quantity),
            unit=money_text(line.unit_net, self._language),
            term=self._term(line),
            net=money_text(line.net, self._language),
        )

    def description(self, line: OrderLine) -> tuple[str, tuple[str, ...]]:
        """Return what a line is called, and the details under its name."""
        return self._name(line), tuple(self._details(line))

    def without_price(self, wish: Wish) -> LineText:
        """Return a line on which somebody has to put a price."""
        return LineText(
            name=self._price_list.offer(wish.offer_id).names[self._language],
            details=(readable(wish.domain_name),) if wish.domain_name else (),
            quantity=str(wish.quantity),
            unit="",
            term="",
            net=self._text["price_to_name"],
        )

    def summary(self, lines: Iterable[OrderLine], wishes: Iterable[Wish] = ()) -> tuple[str, ...]:
        """Return short lines without anything that a customer typed, a domain name included."""
        counted: dict[tuple[str, str], int] = {}
        for line in lines:
            key = (self._name(line), self._term(line))
            counted[key] = counted.get(key, 0) + line.quantity
        for wish in wishes:
            text = self.without_price(wish)
            counted[text.name, text.net] = counted.get((text.name, text.net), 0) + wish.quantity
        return tuple(
            f"{count} \N{MULTIPLICATION SIGN} {name}, {term}"
            for (name, term), count in counted.items()
        )

    def _name(self, line: OrderLine) -> str:
        offer = self._price_list.offer(line.offer_id)
        name = offer.names[self._language]
        if line.part is LinePart.SETUP:
            return self._text["setup"].format(offer=name)
        if line.option_id is not None:
            return offer.option(line.option_id).names[self._language]
        return name

    def _details(self, line: OrderLine) -> Iterator[str]:
        if line.domain_name:
            yield readable(line.domain_name)
        offer = self._price_list.offer(line.offer_id)
        if line.option_id is not None:
            yield self._text["option"].format(offer=offer.names[self._language])
        if self._request.solidarity and _has_solidarity_price(line, self._price_list):
            yield self._text["solidarity"]

    def _term(self, line: OrderLine) -> str:
        if line.term_months == 0:
            return self._text["once"]
        months = self._text["month" if line.term_months == 1 else "months"]
        return months.format(months=line.term_months)


def _has_solidarity_price(line: OrderLine, price_list: PriceList) -> bool:
    if line.part is not LinePart.TERM:
        return False
    return any(
        one.months == line.term_months and one.solidarity == line.unit_net
        for one in price_list.offer(line.offer_id).prices
    )


def total_texts(
    totals: Totals, gift: Money, language: Language, *, to_pay: str, edition: Edition = NEWEST
) -> Mapping[str, object]:
    """Return the sums that lead to the last one, which is called ``to_pay``.

    VAT of 0 % is no line: it is not a rate but the absence of VAT, and a sentence says why.
    """
    text = edition.words("totals", language)
    vat_lines = [line for line in totals.vat_lines if line.rate]
    rows = [(text["net"], totals.net)]
    rows += [
        (
            text["vat"].format(
                rate=percent_text(line.rate, language), net=money_text(line.net, language)
            ),
            line.vat,
        )
        for line in vat_lines
    ]
    if gift != NOTHING:
        if vat_lines:
            rows.append((text["with_vat"], totals.total))
        rows.append((text["gift"], gift))
    return {
        "totals": [(label, money_text(amount, language)) for label, amount in rows],
        "total": (to_pay, money_text(totals.total + gift, language)),
    }
