# SPDX-License-Identifier: GPL-3.0-or-later
"""What a form comes to: the request, the prices it has, its VAT."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intake.errors import Fault, InvalidInputError, NotFoundError
from intake.model.catalogue import PriceList
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import OrderLine, OrderRequest, Wish, on_request, priced, totals_of
from intake.model.pricing import Totals
from intake.model.special_price import SpecialPrice, with_special
from intake.model.vat import Vat, VatRules, vat_for
from intake.web.order_form import parse_order
from intake.web.tokens import Shown, Tokens

# The hidden field that carries a special price from a link to the order.
SPECIAL = "special"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A form without faults; ``price_list`` holds the special price if there is one."""

    request: OrderRequest
    price_list: PriceList
    special: SpecialPrice | None
    vat: Vat

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        """What has a price."""
        asked = self.request
        return priced(asked.wishes, self.price_list, self.vat, solidarity=asked.solidarity)

    @property
    def on_request(self) -> tuple[Wish, ...]:
        """What staff have to put a price on."""
        return on_request(self.request.wishes, self.price_list)

    @property
    def totals(self) -> Totals:
        """What the lines come to."""
        return totals_of(self.lines)

    @property
    def to_pay(self) -> Money:
        """The total and the gift."""
        return self.totals.total + self.request.gift

    @property
    def shown(self) -> Shown:
        """What a review page signs."""
        return Shown(
            language=self.request.language,
            price_list=self.price_list.in_force_from,
            vat=self.vat,
            to_pay=self.to_pay,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Reads forms by the rules of the network."""

    rules: VatRules
    tokens: Tokens

    def prices(
        self, fields: Mapping[str, str], price_list: PriceList, today: date
    ) -> tuple[PriceList, SpecialPrice | None]:
        """Return the price list as it is for this form, or raise SpecialPriceOverError."""
        token = fields.get(SPECIAL)
        if not token:
            return price_list, None
        special = self.tokens.read_special(token)
        if special.until < today:
            raise SpecialPriceOverError
        try:
            return with_special(price_list, special), special
        except NotFoundError as error:
            raise SpecialPriceOverError from error

    def read(
        self, fields: Mapping[str, str], language: Language, price_list: PriceList, today: date
    ) -> Reviewed:
        """Return what the form comes to, or raise InvalidInputError with all its faults."""
        prices, special = self.prices(fields, price_list, today)
        asked = parse_order(fields, language, prices)
        return Reviewed(
            request=asked,
            price_list=prices,
            special=special,
            vat=vat_for(asked.customer, self.rules, today),
        )


class SpecialPriceOverError(InvalidInputError):
    """The day of the special price is past, or its offer has gone."""

    def __init__(self) -> None:
        """Name the field that carries it."""
        super().__init__([Fault(field=SPECIAL, code="special_over")])
