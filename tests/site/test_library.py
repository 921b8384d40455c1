# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions, answers and manuals: a library in three languages, every answer with its address."""

import re
from urllib.parse import urlsplit

import pytest

from intake.model.language import Language
from tests.site.conftest import BuiltSite, Page

pytestmark = pytest.mark.promise("P35")

EACH_LANGUAGE = pytest.mark.parametrize("language", Language)
PAGES = ("faq", "faq-using", "faq-network")
EACH_PAGE = pytest.mark.parametrize("name", PAGES)
FEWEST_QUESTIONS = 40
FEWEST_MANUALS = 15


def questions(page: Page) -> list[tuple[str, str]]:
    """Return the id of each question and what it asks."""
    return [(one.attributes["id"], one.text) for one in page.all("h3")]


def chapters(page: Page) -> list[str]:
    """Return the ids of the groups of questions."""
    return [one.attributes["id"] for one in page.all("h2")]


@EACH_LANGUAGE
def test_there_are_many_questions_and_none_twice(site: BuiltSite, language: Language) -> None:
    pages = [site.page(f"/{language}/{name}/") for name in PAGES]
    asked = [text for page in pages for _, text in questions(page)]
    assert (len(asked) >= FEWEST_QUESTIONS, len(asked)) == (True, len(set(asked)))


@EACH_LANGUAGE
@EACH_PAGE
def test_a_question_stands_in_the_list_and_leads_to_itself(
    site: BuiltSite, language: Language, name: str
) -> None:
    page = site.page(f"/{language}/{name}/")
    links = [(one.attributes["href"], one.text) for one in page.all("a")]
    wrong = [text for id_, text in questions(page) if links.count((f"#{id_}", text)) != 2]
    assert wrong == []


@EACH_LANGUAGE
@EACH_PAGE
def test_a_group_of_questions_stands_in_the_list(
    site: BuiltSite, language: Language, name: str
) -> None:
    page = site.page(f"/{language}/{name}/")
    linked = {one.attributes["href"] for one in page.all("a")}
    assert {f"#{id_}" for id_ in chapters(page)} <= linked


@EACH_LANGUAGE
@EACH_PAGE
def test_a_page_of_questions_leads_to_the_others(
    site: BuiltSite, language: Language, name: str
) -> None:
    page = site.page(f"/{language}/{name}/")
    linked = {urlsplit(one.attributes["href"]).path for one in page.all("a")}
    assert {f"/{language}/{other}/" for other in PAGES} <= linked | {page.address}


@EACH_LANGUAGE
def test_there_are_many_manuals(site: BuiltSite, language: Language) -> None:
    manuals = [one for one in site.pages if re.fullmatch(rf"/{language}/manuals/[^/]+/", one)]
    assert len(manuals) >= FEWEST_MANUALS


@EACH_LANGUAGE
def test_a_manual_says_the_essential_first_and_ends_with_a_checklist(
    site: BuiltSite, language: Language
) -> None:
    manuals = [one for one in site.pages if re.fullmatch(rf"/{language}/manuals/[^/]+/", one)]
    ids = {
        one: [element.attributes.get("id") for element in site.page(one).all("h2")]
        for one in manuals
    }
    lame = [
        one
        for one, found in ids.items()
        if found[0] != "in-short" or not str(found[-1]).startswith("checklist")
    ]
    assert lame == []
