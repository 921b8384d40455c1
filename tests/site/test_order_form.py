# SPDX-License-Identifier: GPL-3.0-or-later
"""The order form that the site shows is the one that the intake reads."""

from pathlib import Path

import pytest

from intake.model.catalogue import OfferKind, PriceList
from intake.model.countries import country_codes, country_names
from intake.model.customer import CustomerKind
from intake.model.language import Language
from intake.web.admission import TRAP
from intake.web.order_fields import form_fields
from tests.site.conftest import ROOT, BuiltSite, Element, Page, build, read_page

CHOICES = {"radio", "checkbox"}


@pytest.fixture(params=list(Language))
def form(site: BuiltSite, request: pytest.FixtureRequest) -> Page:
    """Return the page of the order form, in each language."""
    return site.page(f"/{request.param}/order/")


def language_of(page: Page) -> Language:
    """Return the language of a page."""
    return Language(page.address.split("/")[1])


def fields(page: Page) -> list[Element]:
    """Return everything on the page that a browser would send."""
    return [
        element
        for element in page.elements
        if element.tag in {"input", "select", "textarea", "button"} and "name" in element.attributes
    ]


def values(page: Page, name: str) -> list[str]:
    """Return the answers that one may choose from."""
    return [one.attributes["value"] for one in fields(page) if one.attributes["name"] == name]


def test_the_form_asks_what_the_intake_reads_and_nothing_else(
    form: Page, price_list: PriceList
) -> None:
    """And the trap for programs, which nobody reads."""
    asked = {field.attributes["name"] for field in fields(form)}
    assert asked == {*form_fields(price_list), TRAP}


def test_a_field_takes_as_much_as_the_intake_reads(form: Page, price_list: PriceList) -> None:
    typed = {
        field.attributes["name"]: int(field.attributes["maxlength"])
        for field in fields(form)
        if "maxlength" in field.attributes
    }
    known = {**form_fields(price_list), TRAP: 100}
    assert typed == {name: known[name] for name in typed}


def test_every_text_that_is_typed_has_its_longest_length(form: Page) -> None:
    endless = [
        field.attributes["name"]
        for field in fields(form)
        if field.tag != "select"
        and field.attributes.get("type") not in {*CHOICES, "number"}
        and "maxlength" not in field.attributes
    ]
    assert endless == []


def test_the_form_knows_the_kinds_of_customers(form: Page) -> None:
    assert values(form, "customer_kind") == [kind.value for kind in CustomerKind]


@pytest.mark.promise("P05")
def test_nobody_is_asked_for_an_opinion_or_turned_away(form: Page) -> None:
    """Private persons and organisations of any legal form, from anywhere."""
    asked = {field.attributes["name"] for field in fields(form)}
    assert not {name for name in asked if name.startswith(("opinion", "purpose", "birth", "sex"))}
    assert {"customer_kind", "legal_form", "country"} <= asked


@pytest.mark.promise("P04")
def test_every_offer_of_the_price_list_can_be_ordered(form: Page, price_list: PriceList) -> None:
    """How many of it, at most as many as the list says."""
    most = {}
    for field in fields(form):
        name = field.attributes["name"]
        if name.startswith("offer."):
            most[name] = int(field.attributes.get("max", field.attributes.get("value", "0")))
    offers = [offer for offer in price_list.offers if offer.act is None]
    assert most == {f"offer.{offer.id}": offer.most for offer in offers}
    assert {offer.kind for offer in offers} | {OfferKind.DOMAIN_NAME} == set(OfferKind)


def test_every_country_can_be_chosen_by_its_name(form: Page) -> None:
    """Ours is first, and is what a list of choices shows."""
    names = list(country_names(language_of(form)).values())
    shown = [one.text for one in form.all("option")]
    start = shown.index(names[0])
    assert shown[start : start + len(names)] == names
    assert set(country_names(language_of(form))) <= country_codes()
    assert len(names) > 240


@pytest.mark.parametrize("name", ["start_now", "accept_terms", "accept_registry", "solidarity"])
def test_a_box_says_yes(form: Page, name: str) -> None:
    assert values(form, name) == ["yes"]


def test_nothing_is_ticked_or_filled_in_before_the_member_does_it(form: Page) -> None:
    done = [one for one in form.all("input") if "checked" in one.attributes]
    typed = [
        one
        for one in form.all("input")
        if one.attributes.get("value") and one.attributes.get("type") not in CHOICES
    ]
    assert (done, typed) == ([], [])


@pytest.mark.promise("P06")
@pytest.mark.parametrize("language", Language)
def test_the_form_is_sent_to_the_review_in_its_language(
    site: BuiltSite, language: Language
) -> None:
    form = site.page(f"/{language}/order/").one("form").attributes
    sent = (form["action"], form["method"], form["accept-charset"], form.get("enctype"))
    assert sent == (f"/{language}/order/review", "post", "utf-8", None)


@pytest.mark.promise("P07")
@pytest.mark.parametrize(
    ("language", "terms"),
    [
        (Language.EN, ("1 month", "12 months")),
        (Language.FR, ("1 mois", "12 mois")),
        (Language.NL, ("1 maand", "12 maanden")),
    ],
)
def test_the_price_of_an_option_says_for_which_term(
    site: BuiltSite, price_list: PriceList, language: Language, terms: tuple[str, ...]
) -> None:
    options = {
        f"{option.names[language]}, " for offer in price_list.offers for option in offer.options
    }
    labels = [
        label.text
        for label in site.page(f"/{language}/order/").all("label")
        if label.text.startswith(tuple(options))
    ]
    assert labels
    assert [text for text in labels if any(f" / {term}" not in text for term in terms)] == []


def test_every_field_has_a_label_around_it(form: Page) -> None:
    labels = [one for one in form.all("label") if one.text]
    assert len(labels) == len(fields(form))


def test_no_name_and_no_id_is_there_twice(form: Page) -> None:
    """But for the answers of one question."""
    names = [
        one.attributes["name"] for one in fields(form) if one.attributes.get("type") != "radio"
    ]
    ids = [one.attributes["id"] for one in form.elements if "id" in one.attributes]
    assert (len(names), len(ids)) == (len(set(names)), len(set(ids)))


def test_the_form_links_the_terms_that_one_accepts(form: Page) -> None:
    hrefs = {link.attributes["href"] for link in form.all("a")}
    language = language_of(form)
    assert {f"/{language}/terms/", f"/{language}/privacy/"} <= hrefs


def test_a_change_of_the_price_list_changes_the_form(tmp_path: Path) -> None:
    """A new list, and nothing else, brings a new offer with its fields."""
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir()
    text = (ROOT / "content" / "catalogue" / "2026-11-22.toml").read_text(encoding="utf-8")
    text = text.replace('id = "mail"', 'id = "post"')
    (catalogue / "2026-11-22.toml").write_text(text, encoding="utf-8")
    pages = tmp_path / "content" / "pages"
    pages.mkdir(parents=True)
    for language in Language:
        (pages / f"order.{language}.md").write_text(
            "Title: Order\nSummary: The form.\nDate: 2026-11-22\nTemplate: order\n\nText.\n",
            encoding="utf-8",
        )
    folder = tmp_path / "site"
    answer = build(folder, content=pages.parent, catalogue=catalogue)
    assert answer.returncode == 0, answer.stderr
    page = read_page(folder, folder / "en" / "order" / "index.html")
    names = {one.attributes["name"] for one in fields(page)}
    assert ("offer.post" in names, "offer.mail" in names) == (True, False)
