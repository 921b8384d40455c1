# SPDX-License-Identifier: GPL-3.0-or-later
"""The prices that the pages show are those of the price list in force."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from intake.model.catalogue import DomainAct, PriceList
from intake.model.language import Language, date_text, money_text
from intake.model.money import Money
from intake.model.pricing import price
from intake.model.vat import standard_rate
from intake.settings import read_texts
from tests.site.conftest import ROOT, TODAY, BuiltSite, Page, build, read_page

# No-break spaces, as the languages of Belgium put them beside the euro sign.
HOSTING = {
    Language.EN: ["€60.00", "€12.60", "€72.60"],
    Language.FR: ["60,00\xa0€", "12,60\xa0€", "72,60\xa0€"],
    Language.NL: ["€\xa060,00", "€\xa012,60", "€\xa072,60"],
}
ACTS = (DomainAct.REGISTER, DomainAct.TRANSFER, DomainAct.RENEW)


def figures(page: Page) -> list[list[str]]:
    """Return net price, VAT and total of each row of the tables of prices, names left out."""
    rows = [cell.text for cell in page.all("td")]
    prices = [text for text in rows if "€" in text and text.count("€") == 1]
    return [prices[start : start + 3] for start in range(0, len(prices), 3)]


def shown(net: Money, language: Language) -> list[str]:
    """Return what a row of the page says of a net price, by the one pricing function."""
    totals = price([(net, standard_rate(TODAY))])
    return [money_text(one, language) for one in (totals.net, totals.vat, totals.total)]


@pytest.mark.promise("P04")
@pytest.mark.parametrize("language", Language)
def test_the_page_of_prices_shows_all_that_the_list_has(
    site: BuiltSite, price_list: PriceList, language: Language
) -> None:
    """Each term with its solidarity price, the set-up, each option, in the order of the list."""
    expected = []
    kinds = dict.fromkeys(offer.kind for offer in price_list.offers if offer.act is None)
    for offer in [one for kind in kinds for one in price_list.of_kind(kind)]:
        for term in offer.prices:
            expected += [shown(one, language) for one in (term.net, term.solidarity) if one]
        expected += [shown(offer.setup, language)] if offer.setup.cents else []
        for option in offer.options:
            expected += [shown(option.prices[months], language) for months in offer.months]
    found = figures(site.page(f"/{language}/prices/"))
    assert found == expected
    assert HOSTING[language] in found


@pytest.mark.parametrize("language", Language)
def test_the_page_of_prices_shows_every_domain_name(
    site: BuiltSite, price_list: PriceList, language: Language
) -> None:
    """For each ending and term: registering, transfer, renewal; total, and net below it."""
    cells = [one.text for one in site.page(f"/{language}/prices/").all("td")]
    pairs = [text for text in cells if text.count("€") == 2 or text == "–"]
    expected = []
    names = [offer for offer in price_list.offers if offer.act]
    for suffix in dict.fromkeys(offer.suffix for offer in names):
        by_act = {offer.act: offer for offer in names if offer.suffix == suffix}
        for months in (12, 24, 36):
            for act in ACTS:
                known = months in by_act[act].months
                net, _, total = (
                    shown(by_act[act].term(months).net, language) if known else ("",) * 3
                )
                expected.append(f"{total}{net}" if known else "–")
    assert pairs == expected


@pytest.mark.parametrize("language", Language)
def test_the_order_form_shows_what_the_page_of_prices_shows(
    site: BuiltSite, price_list: PriceList, language: Language
) -> None:
    """The total of each term, beside what is chosen."""
    form = site.page(f"/{language}/order/").one("form").text
    totals = [
        shown(term.net, language)[2]
        for offer in price_list.offers
        if offer.act is None
        for term in offer.prices
    ]
    assert [total for total in totals if total not in form] == []


@pytest.mark.parametrize("language", Language)
def test_every_offer_says_what_it_is_what_it_needs_and_how_many(
    site: BuiltSite, price_list: PriceList, language: Language
) -> None:
    prices = site.page(f"/{language}/prices/")
    page = prices.one("main").text
    for offer in price_list.offers:
        if offer.act is None:
            needs = [price_list.offer(one).names[language] for one in offer.needs]
            words = [offer.names[language], offer.details[language], *needs]
            assert [word for word in words if word not in page] == []
    on_request = read_texts(ROOT / "theme")[language]["prices"]["on_request"]
    said = [cell.text for cell in prices.all("td", colspan="4")]
    assert said == [on_request for offer in price_list.offers if offer.on_request]


@pytest.mark.parametrize("language", Language)
def test_the_prices_say_since_when_they_are_in_force(
    site: BuiltSite, price_list: PriceList, language: Language
) -> None:
    page = site.page(f"/{language}/prices/").one("main").text
    assert date_text(price_list.in_force_from, language) in page


@pytest.fixture
def next_year(tmp_path: Path) -> Path:
    """Return a catalogue with another price list, in force from 1 January 2027."""
    catalogue = tmp_path / "catalogue"
    shutil.copytree(ROOT / "content" / "catalogue", catalogue)
    announced = (catalogue / "2026-01-01.toml").read_text(encoding="utf-8")
    announced = announced.replace("= 2026-01-01", "= 2027-01-01").replace('"60.00"', '"66.00"')
    (catalogue / "2027-01-01.toml").write_text(announced, encoding="utf-8")
    return catalogue


@pytest.mark.parametrize(
    ("today", "net"), [(date(2026, 12, 31), "60.00"), (date(2027, 1, 1), "66.00")]
)
def test_an_announced_price_is_shown_from_its_day_on(
    tmp_path: Path, next_year: Path, price_pages: Callable[[], Path], today: date, net: str
) -> None:
    folder = tmp_path / "site"
    answer = build(folder, content=price_pages(), today=today, catalogue=next_year)
    assert answer.returncode == 0, answer.stderr
    page = read_page(folder, folder / "en" / "prices" / "index.html")
    assert money_text(Money.parse(net), Language.EN) in [row[0] for row in figures(page)]


@pytest.fixture
def price_pages(tmp_path: Path) -> Callable[[], Path]:
    """Return what makes a content folder that holds only the pages of prices."""

    def make() -> Path:
        pages = tmp_path / "content" / "pages"
        pages.mkdir(parents=True)
        for language in Language:
            text = (
                "Title: Prices\nSummary: What it costs.\nDate: 2026-11-22\nTemplate: prices\n\n"
                'Hosting: {{ price("hosting").gross }}.\n'
            )
            (pages / f"prices.{language}.md").write_text(text, encoding="utf-8")
        return pages.parent

    return make
