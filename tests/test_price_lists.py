# SPDX-License-Identifier: GPL-3.0-or-later
"""Price lists and VAT rates as people write them, and the sentence for each mistake."""

import contextlib
import dataclasses
import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from intake.model.catalogue import Catalogue, DomainAct, OfferKind
from intake.model.money import Money
from intake.model.vat import EUROPEAN_UNION
from intake.price_lists import read_catalogue, read_vat_rates, read_vat_rules
from intake.settings import Settings, SettingsError, VatChoices
from tests.conftest import NOW

# Writes a price list of that name with one text changed, and reads the folder.
ReadList = Callable[..., Catalogue]

FIRST = """
format = "price-list/1"
in_force_from = 2027-01-01

[[offers]]
id = "hosting"
kind = "hosting"
term_months = 12
net = "60.00"
names = { en = "Hosting", fr = "Hébergement", nl = "Hosting" }
details = { en = "Much", fr = "Beaucoup", nl = "Veel" }
"""

SECOND = """
format = "price-list/2"
in_force_from = 2027-01-01

[[offers]]
id = "hosting"
kind = "hosting"
prices = [
    { months = 1, net = "6.00" },
    { months = 12, net = "60.00", solidarity = "30.00" },
]
setup = "10.00"
most = 3
names = { en = "Hosting", fr = "Hébergement", nl = "Hosting" }
details = { en = "Much", fr = "Beaucoup", nl = "Veel" }
[[offers.options]]
id = "site"
prices = [{ months = 1, net = "1.00" }, { months = 12, net = "10.00" }]
names = { en = "Site", fr = "Site", nl = "Site" }

[[offers]]
id = "domain-be"
kind = "domain-name"
suffix = "be"
act = "register"
prices = [{ months = 12, net = "12.00" }]
names = { en = "Name", fr = "Nom", nl = "Naam" }
details = { en = "One", fr = "Un", nl = "Een" }

[[offers]]
id = "space"
kind = "space"
needs = ["hosting"]
prices = [{ months = 12, net = "20.00" }]
names = { en = "Space", fr = "Espace", nl = "Ruimte" }
details = { en = "More", fr = "Plus", nl = "Meer" }

[[offers]]
id = "help"
kind = "help"
names = { en = "Help", fr = "Aide", nl = "Hulp" }
details = { en = "On site", fr = "Sur place", nl = "Ter plaatse" }
"""


@pytest.fixture
def read_list(tmp_path: Path) -> ReadList:
    """Return what reads a price list with one change."""

    def read(
        old: str = "", new: str = "", *, text: str = SECOND, name: str = "2027-01-01.toml"
    ) -> Catalogue:
        if old:
            assert text.count(old) == 1, old
        (tmp_path / name).write_text(text.replace(old, new) if old else text, encoding="utf-8")
        return read_catalogue(tmp_path)

    return read


def sentence(error: pytest.ExceptionInfo[SettingsError]) -> str:
    """Return what is wrong, without the path of the file."""
    return str(error.value).partition(": ")[2]


def test_the_first_shipped_price_list_stays_readable(catalogue: Catalogue) -> None:
    price_list = catalogue.dated(datetime.date(2026, 1, 1))

    offers = [(one.id, one.kind, one.months, one.usual.net) for one in price_list.offers]
    assert offers == [
        ("hosting", OfferKind.HOSTING, (12,), Money.parse("60.00")),
        ("domain-be", OfferKind.DOMAIN_NAME, (12,), Money.parse("12.00")),
    ]


@pytest.mark.promise("P04")
def test_the_shipped_price_list_offers_all_that_the_charter_names(catalogue: Catalogue) -> None:
    kinds = {offer.kind for offer in catalogue.price_lists[-1].offers}

    assert kinds == set(OfferKind)


@pytest.mark.promise("P15")
@pytest.mark.parametrize("act", DomainAct)
def test_a_be_name_can_be_ordered_without_any_hosting(catalogue: Catalogue, act: DomainAct) -> None:
    offer = catalogue.price_lists[-1].for_domain_name(act, "exemple-camille.be")

    assert (offer.on_request, offer.needs) == (False, ())


@pytest.mark.promise("P39")
def test_whoever_has_small_means_pays_less_for_what_a_project_needs(catalogue: Catalogue) -> None:
    solidary = {
        offer.kind
        for offer in catalogue.price_lists[-1].offers
        for term in offer.prices
        if term.solidarity is not None and term.solidarity < term.net
    }

    assert {OfferKind.HOSTING, OfferKind.MAIL, OfferKind.MAILING_LIST} <= solidary


def test_an_offer_has_all_that_the_file_says(read_list: ReadList) -> None:
    hosting, name, space, help_ = read_list().price_lists[0].offers

    assert (hosting.months, hosting.setup, hosting.most) == ((1, 12), Money.parse("10.00"), 3)
    assert hosting.term(12).solidarity == Money.parse("30.00")
    assert hosting.option("site").prices == {1: Money.parse("1.00"), 12: Money.parse("10.00")}
    assert (name.suffix, name.act) == ("be", DomainAct.REGISTER)
    assert space.needs == ("hosting",)
    assert help_.on_request


def test_price_lists_are_read_oldest_first(tmp_path: Path) -> None:
    for day in ("2027-07-01", "2027-01-01", "2028-01-01"):
        text = SECOND.replace("2027-01-01", day)
        (tmp_path / f"{day}.toml").write_text(text, encoding="utf-8")

    days = [one.in_force_from.isoformat() for one in read_catalogue(tmp_path).price_lists]

    assert days == ["2027-01-01", "2027-07-01", "2028-01-01"]


def test_a_folder_without_price_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no price list here"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("price-list/2", "price-list/3", "format should be 'price-list/2'"),
        ('format = "price-list/2"', "", "format is missing"),
        ("in_force_from = 2027-01-01", "", "in_force_from is missing"),
        (
            "in_force_from = 2027-01-01",
            "in_force_from = 2027-01-02",
            "in_force_from should be the date that names the file",
        ),
        (
            "in_force_from = 2027-01-01",
            "in_force_from = 2027-01-01T00:00:00",
            "in_force_from should be the date that names the file",
        ),
        ('id = "domain-be"', 'id = "hosting"', "offers: 'hosting' stands there twice"),
        (
            'net = "60.00"',
            'net = "60,00"',
            "offer hosting.net: '60,00' is not an amount such as 24.00",
        ),
        ('net = "60.00"', "net = 60.00", "offer hosting.net has a value of the wrong type"),
        (
            'net = "60.00"',
            'nett = "60.00"',
            "unknown key offer hosting.prices.nett; did you mean 'net'?",
        ),
        (
            'months = 12, net = "60.00"',
            'months = 0, net = "60.00"',
            "offer hosting.months should be a whole number, at least 1",
        ),
        ("most = 3", "most = true", "offer hosting.most should be a whole number, at least 1"),
        (
            '{ months = 1, net = "1.00" }, ',
            "",
            "offer hosting, option site should have a price for each term of its offer",
        ),
        (
            'kind = "hosting"',
            'kind = "castle"',
            "offer hosting.kind: 'castle' is not a valid OfferKind",
        ),
        (
            'suffix = "be"',
            "",
            "offer domain-be: domain names, and only they, have a suffix and an act",
        ),
        (
            'needs = ["hosting"]',
            'needs = ["castle"]',
            "an offer needs 'castle', which the list does not have",
        ),
        (
            'names = { en = "Name", fr = "Nom", nl = "Naam" }',
            'names = { en = "Name", nl = "Naam" }',
            "offer domain-be.names.fr is missing",
        ),
        (
            'details = { en = "One", fr = "Un", nl = "Een" }',
            'details = "One"',
            "offer domain-be.details should be { en = , fr = , nl = }",
        ),
    ],
)
def test_a_mistake_in_a_price_list_is_named(
    read_list: ReadList, old: str, new: str, said: str
) -> None:
    with pytest.raises(SettingsError) as error:
        read_list(old, new)

    assert sentence(error) == said


def test_the_first_format_knows_no_key_of_the_second(read_list: ReadList) -> None:
    with pytest.raises(SettingsError, match=r"unknown key offer hosting\.most"):
        read_list("term_months = 12", "term_months = 12\nmost = 3", text=FIRST)


def test_a_price_list_is_named_after_its_day(read_list: ReadList) -> None:
    with pytest.raises(SettingsError, match=r"should be the date that names the file"):
        read_list(name="2027-01-02.toml")


@pytest.mark.parametrize("offers", ["3", '["hosting"]', "{ id = 1 }"])
def test_offers_that_are_no_tables_are_named(tmp_path: Path, offers: str) -> None:
    text = f'format = "price-list/2"\nin_force_from = 2027-01-01\noffers = {offers}\n'
    (tmp_path / "2027-01-01.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match="offers"):
        read_catalogue(tmp_path)


def test_the_shipped_rates_are_those_of_every_country_of_the_union(settings: Settings) -> None:
    rules = read_vat_rules(settings, NOW.date())

    assert set(rules.rates) == EUROPEAN_UNION
    assert (rules.franchise, rules.destination) == (False, False)


@pytest.mark.parametrize(
    ("franchise", "destination", "refused"),
    [(False, False, False), (True, True, False), (False, True, True)],
)
def test_countries_without_a_rate_are_named_before_anybody_orders(
    settings: Settings,
    tmp_path: Path,
    franchise: bool,  # noqa: FBT001  # pytest calls it by name
    destination: bool,  # noqa: FBT001
    refused: bool,  # noqa: FBT001
) -> None:
    """Where their rates count: a rate that begins tomorrow is no rate today."""
    text = settings.vat.rates.read_text(encoding="utf-8")
    path, tomorrow = tmp_path / "vat-rates.toml", NOW.date() + datetime.timedelta(days=1)
    rows = [row for row in text.splitlines() if not row.startswith(("FR =", "NL ="))]
    rows.append(f'NL = [{{ from = {tomorrow}, percent = "21" }}]')
    path.write_text("\n".join(rows), encoding="utf-8")
    vat = VatChoices(franchise=franchise, destination=destination, rates=path)
    said = r"vat\.destination is true, and these countries have no rate for 2026-11-22: FR, NL$"
    expected = pytest.raises(SettingsError, match=said) if refused else contextlib.nullcontext()

    with expected:
        read_vat_rules(dataclasses.replace(settings, vat=vat), NOW.date())


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ('FR = [{ from = 2024-01-01, percent = "twenty" }]', "percent should be like"),
        ("FR = [{ from = 2024-01-01, percent = 20 }]", "percent should be like"),
        ('FR = [{ from = "2024-01-01", percent = "20" }]', "from should be a date"),
        ('FR = [{ percent = "20" }]', "from is missing"),
        ("FR = 20", "should be a list of tables"),
    ],
)
def test_a_mistake_in_the_rates_is_named(tmp_path: Path, rates: str, said: str) -> None:
    text = f'format = "vat-rates/1"\n[rates]\n{rates}\n'
    path = tmp_path / "vat-rates.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=said):
        read_vat_rates(path)


def test_the_rates_of_a_country_are_in_the_order_of_their_days(tmp_path: Path) -> None:
    rows = '{ from = 2025-07-01, percent = "24" }, { from = 2024-01-01, percent = "22" }'
    text = f'format = "vat-rates/1"\n[rates]\nEE = [{rows}]\n'
    path = tmp_path / "vat-rates.toml"
    path.write_text(text, encoding="utf-8")

    rates = read_vat_rates(path)["EE"]

    assert [rate for _, rate in rates] == [Decimal(22), Decimal(24)]
