# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of requests that the site shows are those that the intake reads."""

import pytest

from intake.model.language import Language
from intake.model.request import FORMS, Reader, RequestForm, RequestKind
from intake.settings import Settings, read_texts
from tests.site.conftest import BuiltSite, Element, Page
from tests.site.test_order_form import fields

WITHDRAW = {
    Language.EN: "Withdraw from contract here",
    Language.FR: "Se rétracter du contrat ici",
    Language.NL: "Hier de overeenkomst herroepen",
}
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: str(form.kind))
LANGUAGES = pytest.mark.parametrize("language", list(Language))


def named(page: Page, name: str) -> list[Element]:
    """Return what the form sends under a name."""
    return [one for one in fields(page) if one.attributes["name"] == name]


@LANGUAGES
@EACH
def test_a_form_asks_what_the_intake_reads_and_nothing_else(
    site: BuiltSite, form: RequestForm, language: Language
) -> None:
    page = site.page(f"/{language}/{form.page}/")
    asked = {one.attributes["name"] for one in fields(page)}
    sent = page.one("form").attributes

    assert asked == {field.name for field in form.typed}
    assert (sent["action"], sent["method"]) == (f"/{language}/send/{form.page}", "post")


@LANGUAGES
@EACH
def test_a_field_takes_as_much_as_the_intake_reads(
    site: BuiltSite, form: RequestForm, language: Language
) -> None:
    page = site.page(f"/{language}/{form.page}/")
    for field in form.typed:
        shown = named(page, field.name)
        if field.reader is Reader.CHOICE:
            assert [one.attributes["value"] for one in shown] == list(field.choices)
        elif field.reader is Reader.TICK:
            assert [one.attributes["value"] for one in shown] == ["yes"]
        else:
            assert [one.attributes["maxlength"] for one in shown] == [str(field.longest)]
            assert [one.tag for one in shown] == ["textarea" if field.rows else "input"]


@LANGUAGES
@EACH
def test_nothing_is_ticked_or_chosen_before(
    site: BuiltSite, form: RequestForm, language: Language
) -> None:
    page = site.page(f"/{language}/{form.page}/")
    assert [one for one in fields(page) if "checked" in one.attributes] == []


@LANGUAGES
@EACH
def test_every_hint_that_a_field_names_is_there(
    site: BuiltSite, form: RequestForm, language: Language
) -> None:
    page = site.page(f"/{language}/{form.page}/")
    ids = {element.attributes.get("id") for element in page.elements}
    named_by = {
        name
        for element in page.elements
        for name in element.attributes.get("aria-describedby", "").split()
    }
    assert named_by - ids == set()


@LANGUAGES
def test_every_page_leads_to_the_withdrawal(site: BuiltSite, language: Language) -> None:
    """By the words that the law wants (Directive 2011/83, article 11a(2))."""
    href = f"/{language}/withdraw/"
    labels = {
        page.address: [link.text for link in page.all("a", href=href)]
        for page in site.pages.values()
        if page.address.startswith(f"/{language}/")
    }
    assert [address for address, found in labels.items() if WITHDRAW[language] not in found] == []


@LANGUAGES
def test_the_contact_page_leads_to_every_form(
    site: BuiltSite, settings: Settings, language: Language
) -> None:
    links = site.page(f"/{language}/contact/").all("a")
    hrefs = {link.attributes["href"].removeprefix(settings.site.address) for link in links}
    pages = {form.page for form in FORMS.values() if form.kind is not RequestKind.UNSUBSCRIPTION}
    assert {f"/{language}/{page}/" for page in pages} - hrefs == set()


@LANGUAGES
@EACH
def test_every_field_has_words_and_every_form_what_its_pages_show(
    settings: Settings, form: RequestForm, language: Language
) -> None:
    texts = read_texts(settings.folders.theme)[language]
    words = {**texts["requests"], **texts[form.kind]}
    needed = {"title", "button", "next", *(field.name for field in form.typed)}
    needed |= {
        f"{field.name}_{choice}".replace("-", "_")
        for field in form.typed
        for choice in field.choices
    }
    assert needed - set(words) == set()
