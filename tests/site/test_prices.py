# SPDX-License-Identifier: GPL-3.0-or-later
"""The prices that the pages show are those of the price list in force."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from intake.model.catalogue import PriceList
from intake.model.language import Language, date_text, money_text
from intake.model.money import Money
from intake.model.pricing import price
from intake.model.vat import standard_rate
from tests.site.conftest import ROOT, TODAY, BuiltSite, Page, build, read_page

# No-break spaces, as the languages of Belgium put them beside the euro sign.
SHOWN = [
    (Language.EN, ["€60.00", "€12.60", "€72.60"], ["€12.00", "€2.52", "€14.52"]),
    (
        Language.FR,
        ["60,00\xa0€", "12,60\xa0€", "72,60\xa0€"],
        ["12,00\xa0€", "2,52\xa0€", "14,52\xa0€"],
    ),
    (
        Language.NL,
        ["€\xa060,00", "€\xa012,60", "€\xa072,60"],
        ["€\xa012,00", "€\xa02,52", "€\xa014,52"],
    ),
]


def figures(page: Page) -> list[list[str]]:
    """Return net price, VAT and total of each row of the table of prices."""
    cells = [cell.text for cell in page.all("td", class_="number")]
    return [cells[start : start + 3] for start in range(0, len(cells), 3)]


@pytest.mark.parametrize(("language", "hosting", "domain_name"), SHOWN)
def test_the_page_of_prices_shows_what_a_term_costs(
    site: BuiltSite, language: Language, hosting: list[str], domain_name: list[str]
) -> None:
    assert figures(site.page(f"/{language}/prices/")) == [hosting, domain_name]


@pytest.mark.parametrize(("language", "hosting", "domain_name"), SHOWN)
def test_the_order_form_shows_what_the_page_of_prices_shows(
    site: BuiltSite, language: Language, hosting: list[str], domain_name: list[str]
) -> None:
    form = site.page(f"/{language}/order/").one("form").text
    shown = [net in form and total in form for net, _, total in (hosting, domain_name)]
    assert shown == [True, True]


@pytest.mark.parametrize("language", Language)
def test_every_offer_in_force_has_its_row(
    site: BuiltSite, price_list: PriceList, language: Language
) -> None:
    table = site.page(f"/{language}/prices/").one("main").text
    for offer in price_list.offers:
        assert offer.names[language] in table
        assert offer.details[language] in table


@pytest.mark.parametrize("language", Language)
def test_every_row_says_for_how_long(
    site: BuiltSite, price_list: PriceList, language: Language
) -> None:
    terms = [
        cell.text.split(" ")[0]
        for cell in site.page(f"/{language}/prices/").all("td")
        if cell.attributes.get("class") != "number"
    ]
    assert terms == [str(term.months) for offer in price_list.offers for term in offer.prices]


@pytest.mark.parametrize("language", Language)
def test_the_prices_say_since_when_they_are_in_force(
    site: BuiltSite, price_list: PriceList, language: Language
) -> None:
    caption = site.page(f"/{language}/prices/").one("caption").text
    assert date_text(price_list.in_force_from, language) in caption


@pytest.mark.parametrize("language", Language)
def test_the_figures_are_those_that_an_order_is_charged(
    site: BuiltSite, price_list: PriceList, language: Language
) -> None:
    charged = [
        price([(term.net, standard_rate(TODAY))])
        for offer in price_list.offers
        for term in offer.prices
    ]
    expected = [
        [money_text(amount, language) for amount in (one.net, one.vat, one.total)]
        for one in charged
    ]
    assert figures(site.page(f"/{language}/prices/")) == expected


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
    assert figures(page)[0][0] == money_text(Money.parse(net), Language.EN)


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
