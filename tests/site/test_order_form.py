# SPDX-License-Identifier: GPL-3.0-or-later
"""The order form that the site shows is the one that the intake reads."""

import pytest

from intake.model.catalogue import OfferKind, PriceList
from intake.model.customer import CustomerKind
from intake.model.language import Language
from intake.web.order_form import LENGTHS
from tests.site.conftest import BuiltSite, Element, Page

CHOICES = {"radio", "checkbox"}


@pytest.fixture(params=list(Language))
def form(site: BuiltSite, request: pytest.FixtureRequest) -> Page:
    """Return the page of the order form, in each language."""
    return site.page(f"/{request.param}/order/")


def fields(page: Page) -> list[Element]:
    """Return everything on the page that a browser would send."""
    return [element for element in page.elements if "name" in element.attributes] and [
        element
        for element in page.elements
        if element.tag in {"input", "select", "textarea", "button"} and "name" in element.attributes
    ]


def values(page: Page, name: str) -> list[str]:
    """Return the answers that one may choose from."""
    return [one.attributes["value"] for one in fields(page) if one.attributes["name"] == name]


def test_the_form_asks_what_the_intake_reads_and_nothing_else(form: Page) -> None:
    assert {field.attributes["name"] for field in fields(form)} == set(LENGTHS)


def test_a_field_takes_as_much_as_the_intake_reads(form: Page) -> None:
    typed = {
        field.attributes["name"]: int(field.attributes["maxlength"])
        for field in fields(form)
        if field.attributes.get("type") not in CHOICES
    }
    assert typed == {name: LENGTHS[name] for name in typed}


def test_every_field_that_is_typed_has_its_longest_length(form: Page) -> None:
    typed = {one.attributes["name"] for one in fields(form) if "maxlength" in one.attributes}
    chosen = {"customer_kind", "hosting", "start_now", "accept_terms"}
    assert typed == set(LENGTHS) - chosen


def test_an_answer_to_choose_is_no_longer_than_the_intake_reads(form: Page) -> None:
    chosen = [one.attributes for one in fields(form) if one.attributes.get("type") in CHOICES]
    assert [one for one in chosen if len(one["value"]) > LENGTHS[one["name"]]] == []


def test_the_form_knows_the_kinds_of_customers(form: Page) -> None:
    assert values(form, "customer_kind") == [kind.value for kind in CustomerKind]


def test_the_form_offers_the_hosting_of_the_price_list_or_none(
    form: Page, price_list: PriceList
) -> None:
    offers = [offer.id for offer in price_list.of_kind(OfferKind.HOSTING)]
    assert values(form, "hosting") == ["", *offers]


@pytest.mark.parametrize("name", ["start_now", "accept_terms"])
def test_a_box_says_yes(form: Page, name: str) -> None:
    assert values(form, name) == ["yes"]


def test_no_box_is_ticked_before_the_member_ticks_it(form: Page) -> None:
    ticked = [one for one in form.all("input", type="checkbox") if "checked" in one.attributes]
    assert ticked == []


def test_nothing_is_filled_in_or_chosen_before(form: Page) -> None:
    chosen = [
        (one.attributes["name"], one.attributes["value"])
        for one in form.all("input", type="radio")
        if "checked" in one.attributes
    ]
    assert chosen == [("hosting", "")]


@pytest.mark.parametrize("language", Language)
def test_the_form_is_sent_to_the_review_in_its_language(
    site: BuiltSite, language: Language
) -> None:
    form = site.page(f"/{language}/order/").one("form").attributes
    sent = (form["action"], form["method"], form["accept-charset"], form.get("enctype"))
    assert sent == (f"/{language}/order/review", "post", "utf-8", None)


def test_every_field_has_a_label(form: Page) -> None:
    """A label around its field, or one that names it."""
    named = {label.attributes["for"] for label in form.all("label") if "for" in label.attributes}
    around = sum(1 for _ in form.all("label", class_="choice"))
    ids = {one.attributes["id"] for one in fields(form)}
    choices = [one for one in fields(form) if one.attributes.get("type") in CHOICES]
    assert (named, around) == (ids - {one.attributes["id"] for one in choices}, len(choices))


def test_every_hint_that_a_field_names_is_there(form: Page) -> None:
    ids = {element.attributes.get("id") for element in form.elements}
    named = {
        name
        for element in form.elements
        for name in element.attributes.get("aria-describedby", "").split()
    }
    assert named - ids == set()


def test_the_form_links_the_terms_that_one_accepts(form: Page) -> None:
    hrefs = {link.attributes["href"] for link in form.all("a")}
    language = form.address.split("/")[1]
    assert {f"/{language}/terms/", f"/{language}/privacy/"} <= hrefs
