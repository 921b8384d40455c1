# SPDX-License-Identifier: GPL-3.0-or-later
"""Which VAT an order has: the treatment, and the rate by date.

Everything that we sell is an electronically supplied service at the standard rate. Sources: Royal
Decree no 20 of 20 July 1970 (21 % since 1 January 1996); VAT directive 2006/112 art. 44, 45, 58,
59, 59c and 196; Regulation 282/2011 art. 18 (whoever gives no VAT number may be treated as a
consumer); Belgian VAT code art. 56bis (small enterprises).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from intake.errors import NotFoundError
from intake.model.customer import Customer

HOME = "BE"
EUROPEAN_UNION = frozenset(
    # A line of codes reads better than a list of twenty-seven.
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
# Above this sum of cross-border sales to consumers in a calendar year, net and in cents, their own
# country taxes them (art. 59c). The desk counts it from the invoices.
DESTINATION_THRESHOLD_CENTS = 10_000_00

_STANDARD_RATES = ((datetime.date(1996, 1, 1), Decimal(21)),)
_NO_VAT = Decimal(0)
# By country, the standard rates with the day each came into force, oldest first.
Rates = Mapping[str, tuple[tuple[datetime.date, Decimal], ...]]


class VatTreatment(StrEnum):
    """Why an order has the VAT that it has."""

    STANDARD = "standard"
    # Belgian VAT is charged until staff hold the answer of VIES, and never before (fail closed).
    REVERSE_CHARGE_TO_CONFIRM = "reverse-charge-to-confirm"
    REVERSE_CHARGE = "reverse-charge"
    # The consumer's own country taxes, by the one-stop shop.
    DESTINATION = "destination"
    OUTSIDE_UNION = "outside-union"
    FRANCHISE = "franchise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vat:
    """The treatment of a whole order and its rate in percent."""

    treatment: VatTreatment
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRules:
    """What the network has chosen, or must do: set by people in the settings.

    ``franchise``: it is a small enterprise and charges no VAT at all. ``destination``: its sales to
    consumers abroad have passed the threshold, or it has opted in.
    """

    franchise: bool = False
    destination: bool = False
    rates: Rates


def standard_rate(tax_point: datetime.date) -> Decimal:
    """Return the Belgian standard rate in percent on the day that VAT becomes chargeable."""
    return max(rate for rate in _STANDARD_RATES if rate[0] <= tax_point)[1]


def vat_for(customer: Customer, rules: VatRules, tax_point: datetime.date) -> Vat:
    """Return the VAT of whatever this customer orders.

    An organisation without a VAT number is taxed as a consumer; RateNotFoundError if the table
    lacks the rate of a country that taxes.
    """
    if rules.franchise:
        return Vat(treatment=VatTreatment.FRANCHISE, rate=_NO_VAT)
    if customer.country not in EUROPEAN_UNION:
        return Vat(treatment=VatTreatment.OUTSIDE_UNION, rate=_NO_VAT)
    if customer.country == HOME:
        return Vat(treatment=VatTreatment.STANDARD, rate=standard_rate(tax_point))
    if customer.vat_number is not None:
        return Vat(
            treatment=VatTreatment.REVERSE_CHARGE_TO_CONFIRM,
            rate=standard_rate(tax_point),
        )
    if rules.destination:
        rate = _rate_of(customer.country, rules.rates, tax_point)
        return Vat(treatment=VatTreatment.DESTINATION, rate=rate)
    return Vat(treatment=VatTreatment.STANDARD, rate=standard_rate(tax_point))


def countries_without_rate(rules: VatRules, day: datetime.date) -> tuple[str, ...]:
    """Return the countries that tax what their consumers order, and whose rate nobody wrote down.

    >>> rates = {"FR": ((datetime.date(2014, 1, 1), Decimal(20)),)}
    >>> rules = VatRules(destination=True, rates=rates)
    >>> "FR" in countries_without_rate(rules, datetime.date(2026, 1, 1))
    False
    >>> countries_without_rate(VatRules(rates={}), datetime.date(2026, 1, 1))
    ()
    """
    if rules.franchise or not rules.destination:
        return ()
    abroad = sorted(EUROPEAN_UNION - {HOME})
    return tuple(one for one in abroad if not _started(one, rules.rates, day))


def _rate_of(country: str, rates: Rates, tax_point: datetime.date) -> Decimal:
    started = _started(country, rates, tax_point)
    if not started:
        raise RateNotFoundError(country, tax_point)
    return started[-1]


def _started(country: str, rates: Rates, tax_point: datetime.date) -> list[Decimal]:
    return [rate for day, rate in rates.get(country, ()) if day <= tax_point]


class RateNotFoundError(NotFoundError):
    """The table has no VAT rate of a country for that day."""

    def __init__(self, country: str, day: datetime.date) -> None:
        """Name both."""
        super().__init__(f"there is no VAT rate of {country} for {day}")
