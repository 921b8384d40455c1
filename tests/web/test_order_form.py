# SPDX-License-Identifier: GPL-3.0-or-later
"""What each field of the order form takes, and that all faults are told at once."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import InvalidInputError
from intake.model.catalogue import PriceList
from intake.model.customer import CustomerKind
from intake.model.language import Language
from intake.model.order import OrderRequest, Wish
from intake.price_lists import read_catalogue
from intake.settings import read_settings, settings_file
from intake.web.order_form import LENGTHS, parse_order
from tests.web.conftest import GOOD

PRICES = read_catalogue(read_settings(settings_file()).folders.catalogue).price_lists[-1]


def parsed(price_list: PriceList, **changes: str) -> OrderRequest:
    """Read the good form with some changes."""
    return parse_order({**GOOD, **changes}, Language.FR, price_list)


def faults(price_list: PriceList, **changes: str) -> list[tuple[str, str]]:
    """Return the faults of the good form with some changes."""
    with pytest.raises(InvalidInputError) as caught:
        parsed(price_list, **changes)
    return [(fault.field, fault.code) for fault in caught.value.faults]


def test_a_good_form_is_an_order_request(price_list: PriceList) -> None:
    """The domain name arrives in its ASCII form."""
    request = parsed(price_list)

    assert request.wishes == (
        Wish(offer_id="hosting"),
        Wish(offer_id="domain-be", domain_name="xn--zo-dhondt-c4a.be"),
    )


def test_an_organisation_may_give_a_vat_number(price_list: PriceList) -> None:
    """It is kept in one form, however it was written."""
    customer = parsed(
        price_list,
        customer_kind="organisation",
        organisation="Les Amis asbl",
        vat_number="be 0451.807.885",
        start_now="",
    ).customer

    assert (customer.kind, customer.vat_number) == (CustomerKind.ORGANISATION, "BE0451807885")


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("customer_kind", "", "required"),
        ("customer_kind", "robot", "not_a_choice"),
        ("name", "   ", "required"),
        ("name", "x" * 101, "too_long"),
        ("name", "Zoé\nBcc: x", "control_characters"),
        ("email", "zoe", "bad_email"),
        ("email", "zoe@example.org, eve@example.org", "bad_email"),
        ("email", "zoe@localhost", "bad_email"),
        ("street", "\u202eeur", "control_characters"),
        ("postcode", "0123", "bad_postcode"),
        ("postcode", "١٠٥٠", "bad_postcode"),
        ("city", "", "required"),
        ("hosting", "mansion", "not_a_choice"),
        ("domain_name", "zoe.com", "not_be"),
        ("domain_name", "-zoe.be", "bad_domain_name"),
        ("domain_name", "zоe.be", "foreign_letter"),
        ("remarks", "x" * 1001, "too_long"),
        ("start_now", "no", "not_a_choice"),
        ("accept_terms", "", "must_accept"),
        ("organisation", "Les Amis asbl", "only_for_organisations"),
        ("vat_number", "BE 0451.807.885", "only_for_organisations"),
        ("vat_number", "BE 0451.807.886", "bad_vat_number"),
    ],
)
def test_a_fault_is_named_by_its_field(
    price_list: PriceList,
    field: str,
    text: str,
    code: str,
) -> None:
    """One wrong field, one fault."""
    assert faults(price_list, **{field: text}) == [(field, code)]


def test_an_organisation_needs_its_name(price_list: PriceList) -> None:
    """The sentence for it is its own."""
    assert faults(price_list, customer_kind="organisation") == [
        ("organisation", "organisation_required"),
    ]


def test_something_has_to_be_ordered(price_list: PriceList) -> None:
    """Neither hosting nor a domain name is no order."""
    assert faults(price_list, hosting="", domain_name=" ") == [("hosting", "nothing_ordered")]


def test_all_faults_are_told_at_once_in_the_order_of_the_form(price_list: PriceList) -> None:
    """An empty form has a fault for every field that is needed."""
    with pytest.raises(InvalidInputError) as caught:
        parse_order({}, Language.EN, price_list)

    told = [fault.field for fault in caught.value.faults]
    assert told == [
        "customer_kind",
        "name",
        "email",
        "street",
        "postcode",
        "city",
        "hosting",
        "accept_terms",
    ]


def test_every_field_may_be_as_long_as_the_form_allows(price_list: PriceList) -> None:
    """The limit itself is allowed."""
    request = parsed(price_list, name="x" * LENGTHS["name"], remarks="é" * LENGTHS["remarks"])

    assert len(request.remarks or "") == LENGTHS["remarks"]


@given(st.dictionaries(st.sampled_from(sorted(LENGTHS)), st.text(max_size=200)))
def test_whatever_a_form_says_it_is_an_order_or_has_faults(fields: dict[str, str]) -> None:
    """Also in otherwise good forms."""
    for form in (fields, {**GOOD, **fields}):
        with suppress(InvalidInputError):
            parse_order(form, Language.NL, PRICES)
