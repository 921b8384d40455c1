# SPDX-License-Identifier: GPL-3.0-or-later
"""The standard rate by date, and which VAT an order has."""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model.customer import Customer, CustomerKind
from intake.model.vat import (
    EUROPEAN_UNION,
    RateNotFoundError,
    Vat,
    VatRules,
    VatTreatment,
    standard_rate,
    vat_for,
)


@pytest.mark.parametrize("day", ["1996-01-01", "2026-11-22", "2050-01-01"])
def test_the_standard_rate_is_21_percent_since_1996(day: str) -> None:
    assert standard_rate(datetime.date.fromisoformat(day)) == Decimal(21)


RULES = VatRules(
    rates={
        "EE": (
            (datetime.date(2024, 1, 1), Decimal(22)),
            (datetime.date(2025, 7, 1), Decimal(24)),
        ),
    },
)
FAR = dataclasses.replace(RULES, destination=True)
SMALL = dataclasses.replace(FAR, franchise=True)
DAY = datetime.date(2026, 11, 22)
STANDARD = Vat(treatment=VatTreatment.STANDARD, rate=Decimal(21))


def customer(country: str, vat_number: str | None = None) -> Customer:
    """Return a customer in that country; with a VAT number, an organisation."""
    kind = CustomerKind.ORGANISATION if vat_number else CustomerKind.PERSON
    return Customer(
        kind=kind,
        name="Camille Exemple",
        email="camille@example.org",
        street="Rue du Test 2",
        postcode="1050",
        city="Ixelles",
        country=country,
        vat_number=vat_number,
    )


@pytest.mark.parametrize(
    ("who", "rules", "treatment", "rate"),
    [
        (customer("BE"), RULES, VatTreatment.STANDARD, 21),
        (customer("BE", "BE0451807885"), RULES, VatTreatment.STANDARD, 21),
        (customer("BE"), FAR, VatTreatment.STANDARD, 21),
        (customer("EE"), RULES, VatTreatment.STANDARD, 21),
        (customer("EE"), FAR, VatTreatment.DESTINATION, 24),
        (customer("US"), FAR, VatTreatment.OUTSIDE_UNION, 0),
        (customer("GB", "GB123456789"), RULES, VatTreatment.OUTSIDE_UNION, 0),
        (customer("BE"), SMALL, VatTreatment.FRANCHISE, 0),
        (customer("EE"), SMALL, VatTreatment.FRANCHISE, 0),
    ],
)
def test_the_vat_of_an_order_follows_from_where_and_who(
    who: Customer, rules: VatRules, treatment: VatTreatment, rate: int
) -> None:
    assert vat_for(who, rules, DAY) == Vat(treatment=treatment, rate=Decimal(rate))


@pytest.mark.parametrize("rules", [RULES, FAR])
def test_reverse_charge_is_only_ever_proposed_and_belgian_vat_is_charged(rules: VatRules) -> None:
    """Staff alone confirm it, with the answer of VIES in hand: fail closed."""
    vat = vat_for(customer("FR", "FR83404833048"), rules, DAY)

    assert vat == Vat(treatment=VatTreatment.REVERSE_CHARGE_TO_CONFIRM, rate=Decimal(21))


def test_an_organisation_abroad_without_vat_number_is_taxed_as_a_consumer() -> None:
    association = dataclasses.replace(customer("EE"), kind=CustomerKind.ORGANISATION)

    assert vat_for(association, RULES, DAY) == STANDARD


@pytest.mark.parametrize(("day", "rate"), [("2025-06-30", 22), ("2025-07-01", 24)])
def test_the_rate_is_that_of_the_day(day: str, rate: int) -> None:
    vat = vat_for(customer("EE"), FAR, datetime.date.fromisoformat(day))

    assert vat.rate == Decimal(rate)


@pytest.mark.parametrize(("country", "day"), [("FR", "2026-01-01"), ("EE", "2023-12-31")])
def test_a_rate_that_the_table_lacks_is_an_error_and_no_guess(country: str, day: str) -> None:
    with pytest.raises(RateNotFoundError, match=country):
        vat_for(customer(country), FAR, datetime.date.fromisoformat(day))


@given(st.sampled_from(sorted(EUROPEAN_UNION)), st.booleans())
def test_nobody_in_the_union_is_charged_nothing_without_a_franchise(
    country: str,
    destination: bool,  # noqa: FBT001  # hypothesis calls it by name
) -> None:
    rates = {code: ((DAY, Decimal(20)),) for code in EUROPEAN_UNION}
    rules = VatRules(rates=rates, destination=destination)

    assert vat_for(customer(country, f"{country}1"), rules, DAY).rate > 0
