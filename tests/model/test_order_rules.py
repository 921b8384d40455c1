# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of an order request: what is right passes, and every fault is named by its place."""

import dataclasses
from collections.abc import Callable, Mapping

import pytest

from intake.model.catalogue import PriceList
from intake.model.customer import Contact, CustomerKind, Registrant
from intake.model.money import Money
from intake.model.order import OptionWish, OrderRequest, Wish
from intake.model.order_rules import MOST_WISHES, canonical, faults_of

PHONE = "+32 2 123 45 67"
HOLDER = Registrant(
    name="Jan Peeters",
    email="jan@example.org",
    phone="02/123.45.67",
    street="Andere straat 4",
    postcode="9000",
    city="Gent",
    country="BE",
)
KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDME\n-----END PGP PUBLIC KEY BLOCK-----\n"
# What is done to the good request.
Change = Callable[[OrderRequest], OrderRequest]


@pytest.fixture
def good(order_request: OrderRequest) -> OrderRequest:
    """Return a request without a fault."""
    customer = dataclasses.replace(order_request.customer, phone=PHONE)
    return dataclasses.replace(order_request, customer=customer)


def customer(**changes: object) -> Change:
    """Change the customer."""
    return lambda good: dataclasses.replace(
        good,
        customer=dataclasses.replace(good.customer, **changes),  # type: ignore[arg-type]
    )


def organisation(**changes: object) -> Change:
    """Make the customer a good organisation, and change it."""
    fit: dict[str, object] = {"kind": CustomerKind.ORGANISATION, "organisation": "De Brug vzw"}
    made = customer(**{**fit, **changes})
    return lambda good: dataclasses.replace(made(good), notice_subscriber="me@example.org")


def whole(**changes: object) -> Change:
    """Change the request."""
    return lambda good: dataclasses.replace(good, **changes)  # type: ignore[arg-type]


def wishes(*some: Wish) -> Change:
    """Ask for something else."""
    return whole(wishes=some)


def name(text: str | None, offer: str = "domain-be") -> Change:
    """Ask for a domain name."""
    return wishes(Wish(offer_id=offer, domain_name=text))


HOSTING = Wish(offer_id="hosting")
GOOD: Mapping[str, Change] = {
    "as it is": whole(),
    "an organisation": organisation(),
    "its numbers": organisation(enterprise_number="0451.807.885", vat_number="BE 0451.807.885"),
    "abroad": organisation(country="FR", postcode="75001", vat_number="FR40303265045"),
    "where there are no postcodes": customer(country="IE", postcode=""),
    "another holder": lambda good: dataclasses.replace(
        customer(phone=None)(good), registrant=HOLDER
    ),
    "a technical contact": whole(technical=Contact(name="An", email="an@example.org")),
    "a key": whole(openpgp_key=KEY),
    "several lines": whole(remarks="one\n\ttwo"),
    "three pieces": wishes(dataclasses.replace(HOSTING, quantity=3)),
    "an option": wishes(
        dataclasses.replace(HOSTING, options=(OptionWish(option_id="site", quantity=5),))
    ),
    "more space with hosting": wishes(HOSTING, Wish(offer_id="space", quantity=20)),
    "more space for what is there": whole(wishes=(Wish(offer_id="space"),), has_already="demo.be"),
    "on request": wishes(Wish(offer_id="training", months=None)),
    "another suffix": name("example.org", "domain-org"),
    "accents": name("café.be"),
    "a gift alone": whole(wishes=(), gift=Money(cents=500)),
}


@pytest.mark.parametrize("change", GOOD.values(), ids=GOOD)
def test_what_is_right_has_no_fault(
    good: OrderRequest, price_list: PriceList, change: Change
) -> None:
    assert faults_of(change(good), price_list) == []


FAULTY: Mapping[str, tuple[Change, str, str]] = {
    "no name": (customer(name=" "), "/customer/name", "required"),
    "a long name": (customer(name="a" * 101), "/customer/name", "too_long"),
    "a control character": (customer(name="a\x00"), "/customer/name", "control_characters"),
    "half a character": (customer(name="a\ud800"), "/customer/name", "control_characters"),
    "two lines": (customer(city="a\nb"), "/customer/city", "control_characters"),
    "no address": (customer(email="me"), "/customer/email", "bad_email"),
    "two addresses": (customer(email="a@b.be,c@d.be"), "/customer/email", "bad_email"),
    "half an address": (customer(email="a\ud800@b.be"), "/customer/email", "bad_email"),
    "an endless address": (customer(email="a" * 255), "/customer/email", "too_long"),
    "a Belgian postcode": (customer(postcode="105"), "/customer/postcode", "bad_postcode"),
    "no country": (customer(country="Belgium"), "/customer/country", "bad_country"),
    "the Union is no country": (customer(country="EU"), "/customer/country", "bad_country"),
    "a phone": (customer(phone="call me"), "/customer/phone", "bad_phone"),
    "no phone for a name": (customer(phone=None), "/customer/phone", "phone_required"),
    "no organisation": (
        organisation(organisation=None),
        "/customer/organisation",
        "organisation_required",
    ),
    "an organisation's name": (
        customer(organisation="x"),
        "/customer/organisation",
        "only_for_organisations",
    ),
    "a person's VAT number": (
        customer(vat_number="BE0451807885"),
        "/customer/vat_number",
        "only_for_organisations",
    ),
    "a VAT number": (
        organisation(vat_number="BE0451807886"),
        "/customer/vat_number",
        "bad_union_vat_number",
    ),
    "another number": (
        organisation(enterprise_number="0451807886"),
        "/customer/enterprise_number",
        "bad_enterprise_number",
    ),
    "nobody for notices": (
        lambda good: dataclasses.replace(organisation()(good), notice_subscriber=None),
        "/notice_subscriber",
        "subscriber_required",
    ),
    "nothing": (wishes(), "/wishes", "nothing_ordered"),
    "far too much": (wishes(*[HOSTING] * (MOST_WISHES + 1)), "/wishes", "too_many"),
    "no such offer": (wishes(Wish(offer_id="moon")), "/wishes/0/offer", "unknown_offer"),
    "no such term": (
        wishes(Wish(offer_id="hosting", months=7)),
        "/wishes/0/months",
        "unknown_term",
    ),
    "a term on request": (
        wishes(Wish(offer_id="training", months=12)),
        "/wishes/0/months",
        "unknown_term",
    ),
    "no term": (wishes(Wish(offer_id="hosting", months=None)), "/wishes/0/months", "unknown_term"),
    "none of it": (
        wishes(dataclasses.replace(HOSTING, quantity=0)),
        "/wishes/0/quantity",
        "too_few",
    ),
    "six of it": (
        wishes(dataclasses.replace(HOSTING, quantity=6)),
        "/wishes/0/quantity",
        "too_many",
    ),
    "a name twice over": (
        wishes(Wish(offer_id="domain-be", domain_name="abc.be", quantity=2)),
        "/wishes/0/quantity",
        "too_many",
    ),
    "no such option": (
        wishes(dataclasses.replace(HOSTING, options=(OptionWish(option_id="sauna"),))),
        "/wishes/0/options/0/option",
        "unknown_option",
    ),
    "an option twice": (
        wishes(dataclasses.replace(HOSTING, options=(OptionWish(option_id="site"),) * 2)),
        "/wishes/0/options/1/option",
        "twice",
    ),
    "six of an option": (
        wishes(dataclasses.replace(HOSTING, options=(OptionWish(option_id="site", quantity=6),))),
        "/wishes/0/options/0/quantity",
        "too_many",
    ),
    "none of an option": (
        wishes(dataclasses.replace(HOSTING, options=(OptionWish(option_id="site", quantity=0),))),
        "/wishes/0/options/0/quantity",
        "too_few",
    ),
    "space for nothing": (wishes(Wish(offer_id="space")), "/wishes/0/offer", "needs_other"),
    "no name asked": (name(None), "/wishes/0/domain_name", "name_required"),
    "a bad name": (name("-x-.be"), "/wishes/0/domain_name", "bad_domain_name"),
    "a look-alike": (name("pаypal.be"), "/wishes/0/domain_name", "foreign_letter"),
    "two alphabets elsewhere": (
        name("cаfé.org", "domain-org"),
        "/wishes/0/domain_name",
        "foreign_letter",
    ),
    "another suffix": (name("example.org"), "/wishes/0/domain_name", "wrong_suffix"),
    "a name of hosting": (
        wishes(Wish(offer_id="hosting", domain_name="abc.be")),
        "/wishes/0/domain_name",
        "no_name_here",
    ),
    "a name two times": (
        wishes(*[Wish(offer_id="domain-be", domain_name=one) for one in ("abc.be", "ABC.be")]),
        "/wishes/1/domain_name",
        "twice",
    ),
    "less than nothing": (whole(gift=Money(cents=-1)), "/gift", "bad_amount"),
    "too generous": (whole(gift=Money(cents=10_000_01)), "/gift", "bad_amount"),
    "a technical contact": (
        whole(technical=Contact(name="An", email="an")),
        "/technical/email",
        "bad_email",
    ),
    "a holder": (
        whole(registrant=dataclasses.replace(HOLDER, phone="x")),
        "/registrant/phone",
        "bad_phone",
    ),
    "a copy": (whole(billing_copy="nobody"), "/billing_copy", "bad_email"),
    "an empty remark": (whole(remarks=""), "/remarks", "required"),
    "a secret key": (
        whole(openpgp_key=KEY.replace("PUBLIC", "PRIVATE")),
        "/openpgp_key",
        "secret_key",
    ),
    "two keys": (whole(openpgp_key=KEY * 2), "/openpgp_key", "bad_public_key"),
    "no key": (whole(openpgp_key="my key"), "/openpgp_key", "bad_public_key"),
}


@pytest.mark.parametrize(("change", "field", "code"), FAULTY.values(), ids=FAULTY)
def test_a_fault_is_named_by_its_place(
    good: OrderRequest, price_list: PriceList, change: Change, field: str, code: str
) -> None:
    found = faults_of(change(good), price_list)

    assert [(fault.field, fault.code) for fault in found] == [(field, code)]


def test_all_faults_are_told_at_once(good: OrderRequest, price_list: PriceList) -> None:
    bad = customer(name="", email="x", phone="y")(wishes(Wish(offer_id="moon"))(good))

    assert [fault.field for fault in faults_of(bad, price_list)] == [
        "/customer/name",
        "/customer/email",
        "/customer/phone",
        "/wishes/0/offer",
    ]


def test_what_people_write_is_recorded_in_one_form(good: OrderRequest) -> None:
    written = name("Café.be")(
        organisation(vat_number="be 0451.807.885", enterprise_number="451 807 885")(good)
    )
    found = canonical(written)

    assert found.customer.vat_number == "BE0451807885"
    assert found.customer.enterprise_number == "0451807885"
    assert found.wishes[0].domain_name == "xn--caf-dma.be"


def test_a_host_with_accents_becomes_ascii(good: OrderRequest) -> None:
    found = canonical(whole(billing_copy="me@café.example")(customer(email="a@CAFÉ.be")(good)))

    assert (found.customer.email, found.billing_copy) == (
        "a@xn--caf-dma.be",
        "me@xn--caf-dma.example",
    )


def test_one_form_stays_as_it_is(good: OrderRequest) -> None:
    full = whole(registrant=HOLDER, technical=Contact(name="An", email="an@example.org"))(good)
    assert canonical(full) == full
