# SPDX-License-Identifier: GPL-3.0-or-later
"""What each field of the order form takes, and that all faults are told at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.errors import InvalidInputError
from intake.model.catalogue import PriceList
from intake.model.customer import Contact, CustomerKind
from intake.model.language import Language
from intake.model.money import Money
from intake.model.order import OptionWish, OrderRequest, Wish
from intake.web.order_fields import LENGTHS, form_fields
from intake.web.order_form import parse_order
from tests.web.conftest import FULL, GOOD, ORGANISATION

KEY = FULL["openpgp_key"]


def parsed(price_list: PriceList, **changes: str) -> OrderRequest:
    """Read the good form with some changes; offer__mail stands for offer.mail."""
    fields = {**GOOD, **{name.replace("__", "."): text for name, text in changes.items()}}
    return parse_order(fields, Language.FR, price_list)


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


def test_everything_that_can_be_said_is_understood(price_list: PriceList) -> None:
    """Options, terms, names of every act and ending, contacts, holder, gift."""
    request = parse_order(FULL, Language.FR, price_list)

    assert request.wishes == (
        Wish(offer_id="hosting", quantity=2, options=(OptionWish(option_id="site", quantity=3),)),
        Wish(offer_id="space", months=36, quantity=4),
        Wish(offer_id="vps-small", months=1, options=(OptionWish(option_id="backup"),)),
        Wish(offer_id="media-archive"),
        Wish(offer_id="domain-be", months=24, domain_name="xn--zo-dhondt-c4a.be"),
        Wish(offer_id="domain-org", months=24, domain_name="zoe.org"),
        Wish(offer_id="domain-brussels-transfer", domain_name="amis.brussels"),
        Wish(offer_id="domain-eu-renewal", months=36, domain_name="amis.eu"),
    )
    assert request.gift == Money(cents=750)
    assert request.technical == Contact(name="Tine Technica", email="tine@example.org")
    assert (request.registrant and request.registrant.country, request.solidarity) == ("FR", True)
    assert request.customer.vat_number == "BE0451807885"
    assert (request.openpgp_key or "").count("\n") == 4


def test_an_offer_on_request_has_no_term(price_list: PriceList) -> None:
    request = parsed(price_list, offer__training="1")

    assert Wish(offer_id="training", months=None) in request.wishes


@pytest.mark.parametrize(
    ("country", "number", "kept"),
    [
        ("BE", "be 0451.807.885", "BE0451807885"),
        ("Belgique", "0451.807.885", "BE0451807885"),
        ("France", "FR 40 303 265 045", "FR40303265045"),
        ("grece", "094259216", "EL094259216"),
    ],
)
def test_a_vat_number_is_kept_in_one_form(
    price_list: PriceList, country: str, number: str, kept: str
) -> None:
    """However it was written, and whatever the language calls the country."""
    fields = {**ORGANISATION, "country": country, "vat_number": number, "postcode": "1000"}
    customer = parse_order(fields, Language.FR, price_list).customer

    assert (customer.kind, customer.vat_number) == (CustomerKind.ORGANISATION, kept)


@pytest.mark.parametrize(
    ("typed", "cents"), [("5", 500), ("7,50", 750), ("7.50", 750), ("€ 12,00", 1200), ("3 €", 300)]
)
def test_a_gift_has_a_comma_or_a_point(price_list: PriceList, typed: str, cents: int) -> None:
    assert parsed(price_list, gift_amount=typed).gift == Money(cents=cents)


def test_a_gift_may_be_chosen(price_list: PriceList) -> None:
    assert parsed(price_list, gift="25.00").gift == Money(cents=2500)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("customer_kind", "", "required"),
        ("customer_kind", "robot", "not_a_choice"),
        ("name", "   ", "required"),
        ("name", "x" * 101, "too_long"),
        ("name", "Zoé\nBcc: x", "control_characters"),
        ("email", "", "required"),
        ("email", "zoe", "bad_email"),
        ("email", "zoe@example.org, eve@example.org", "bad_email"),
        ("email", "zoe@localhost", "bad_email"),
        ("phone", "", "phone_required"),
        ("phone", "call me", "bad_phone"),
        ("street", "\u202eeur", "control_characters"),
        ("postcode", "0123", "bad_postcode"),
        ("postcode", "", "bad_postcode"),
        ("postcode", "١٠٥٠", "bad_postcode"),
        ("city", "", "required"),
        ("country", "", "required"),
        ("country", "Atlantis", "no_country"),
        ("country", "AC", "no_country"),
        ("offer__hosting", "6", "too_many"),
        ("offer__hosting", "-1", "bad_number"),
        ("offer__hosting", "1e3", "bad_number"),
        ("offer__hosting", "٣", "bad_number"),
        ("term__hosting", "13", "not_a_choice"),
        ("term__hosting", "", "required"),
        ("option__hosting__site", "6", "too_many"),
        ("names__register", "zoe.xyz", "no_such_suffix"),
        ("names__register", "-zoe.be", "bad_domain_name"),
        ("names__register", "zоe.be", "foreign_letter"),
        ("names__register", "pаypal.org", "foreign_letter"),
        ("names__register", "zoe.be\nZOE.be", "twice"),
        ("names__register", "\n".join(f"name{number}.be" for number in range(21)), "too_many"),
        ("months__register", "1", "not_a_choice"),
        ("gift_amount", "7,5", "bad_gift"),
        ("gift_amount", "-5", "bad_gift"),
        ("gift_amount", "10000,01", "bad_amount"),
        ("gift", "0.01", "not_a_choice"),
        ("technical_name", "Tine", None),
        ("billing_copy", "nobody", "bad_email"),
        ("remarks", "x" * 1001, "too_long"),
        ("remarks", "-----begin pgp private key block-----", "secret_key"),
        ("openpgp_key", KEY.replace("PUBLIC", "PRIVATE"), "secret_key"),
        ("openpgp_key", f"{KEY}\n{KEY}", "bad_public_key"),
        ("openpgp_key", "0x1234", "bad_public_key"),
        ("openpgp_key", KEY + "x" * 32_000, "too_long"),
        ("start_now", "no", "not_a_choice"),
        ("accept_registry", "", "must_accept_registry"),
        ("accept_terms", "", "must_accept"),
        ("organisation", "Les Amis asbl", "only_for_organisations"),
        ("vat_number", "BE 0451.807.885", "only_for_organisations"),
    ],
)
def test_a_fault_is_named_by_its_field(
    price_list: PriceList,
    field: str,
    text: str,
    code: str | None,
) -> None:
    """One wrong field, one fault; None stands for that of a sister."""
    expected = (field.replace("__", "."), code) if code else ("technical_email", "required")
    assert faults(price_list, **{field: text}) == [expected]


@pytest.mark.promise("P37")
def test_an_organisation_needs_its_name_and_who_gets_the_notices(price_list: PriceList) -> None:
    """The sentences for them are their own."""
    assert faults(price_list, customer_kind="organisation") == [
        ("organisation", "organisation_required"),
        ("notice_subscriber", "subscriber_required"),
    ]


def test_something_has_to_be_ordered(price_list: PriceList) -> None:
    """Neither an offer nor a name nor a gift is no order."""
    assert faults(price_list, offer__hosting="0", names__register=" ") == [
        ("offers", "nothing_ordered")
    ]


@pytest.mark.promise("P39")
def test_a_gift_alone_is_enough(price_list: PriceList) -> None:
    request = parsed(price_list, offer__hosting="", names__register="", gift="5.00")

    assert (request.wishes, request.gift) == ((), Money(cents=500))


def test_an_option_needs_its_offer(price_list: PriceList) -> None:
    assert faults(price_list, option__mail__mailbox="2") == [("offer.mail", "option_alone")]


def test_what_goes_with_another_offer_needs_it(price_list: PriceList) -> None:
    """Ordered too, or there already."""
    alone = {"offer__space": "1", "term__space": "12", "offer__hosting": ""}

    assert faults(price_list, **alone) == [("offer.space", "needs_other")]
    assert parsed(price_list, **alone, has_already="2025000001").wishes
    assert parsed(price_list, **{**alone, "offer__hosting": "1"}).wishes


def test_a_fault_in_a_line_says_which_line(price_list: PriceList) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parsed(price_list, names__register="zoe.be\n\nzoe.xyz")

    assert [fault.line for fault in caught.value.faults] == [3]


def test_every_faulty_line_is_named(price_list: PriceList) -> None:
    """In the order of the lines, whoever finds the fault; what is right is not named."""
    names = "zoe.be\nb\u00fccher.xyz\nzoe.be\n-a.be\nali.be"
    with pytest.raises(InvalidInputError) as caught:
        parsed(price_list, names__register=names)

    told = [(fault.field, fault.line) for fault in caught.value.faults]
    assert told == [("names.register", line) for line in (2, 3, 4)]


def test_an_offer_that_has_gone_is_said_so(price_list: PriceList) -> None:
    """The form of yesterday's list may come today."""
    assert faults(price_list, offer__mansion="1") == [("offers", "unknown_offer")]


def test_all_faults_are_told_at_once_in_the_order_of_the_form(price_list: PriceList) -> None:
    """An empty form has a fault for every field that is needed."""
    with pytest.raises(InvalidInputError) as caught:
        parse_order({}, Language.EN, price_list)

    assert [fault.field for fault in caught.value.faults] == [
        "customer_kind",
        "name",
        "email",
        "street",
        "city",
        "country",
        "offers",
        "accept_terms",
    ]


def test_every_field_may_be_as_long_as_the_form_allows(price_list: PriceList) -> None:
    """The limit itself is allowed."""
    request = parsed(price_list, name="x" * LENGTHS["name"], remarks="é" * LENGTHS["remarks"])

    assert len(request.remarks or "") == LENGTHS["remarks"]


TEXTS = st.text(max_size=40) | st.sampled_from(
    ["1", "12", "yes", "BE", "person", "organisation", "a@example.org", "a.be\nb.org", "x" * 3000]
)


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_any_texts_are_an_order_or_faults(price_list: PriceList, data: st.DataObject) -> None:
    """Each fault names a field that the page has, and nothing else is ever raised."""
    known = form_fields(price_list)
    changes = data.draw(st.dictionaries(st.sampled_from(sorted(known)), TEXTS, max_size=20))
    for fields in (changes, {**FULL, **changes}):
        told: set[str] = set()
        try:
            parse_order(fields, Language.NL, price_list)
        except InvalidInputError as error:
            told = {fault.field for fault in error.faults}
        assert told <= {*known, "offers"}
