# SPDX-License-Identifier: GPL-3.0-or-later
"""What people write: settings, price lists and short texts, and the sentence for each mistake."""

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from intake.model.catalogue import Catalogue, OfferKind
from intake.model.language import Language
from intake.model.money import Money
from intake.settings import (
    SETTINGS_VARIABLE,
    Endpoint,
    Settings,
    SettingsError,
    Texts,
    read_catalogue,
    read_settings,
    read_texts,
    settings_file,
)

SHIPPED = settings_file()
# Writes the shipped settings with one text changed, and reads them.
ReadChanged = Callable[[str, str], Settings]
# Writes a price list of that name with one text changed, and reads the folder.
ReadList = Callable[..., Catalogue]
ReadStrings = Callable[[str], Mapping[Language, Texts]]

PRICE_LIST = """
format = "price-list/1"
in_force_from = 2027-01-01

[[offers]]
id = "hosting"
kind = "hosting"
term_months = 12
net = "60.00"
names = { en = "Hosting", fr = "Hébergement", nl = "Hosting" }
details = { en = "Much", fr = "Beaucoup", nl = "Veel" }

[[offers]]
id = "domain-be"
kind = "domain-name"
term_months = 12
net = "12.00"
names = { en = "Name", fr = "Nom", nl = "Naam" }
details = { en = "One", fr = "Un", nl = "Een" }
"""


def changed(text: str, old: str, new: str) -> str:
    """Return the text with one place changed, which must be there once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.fixture
def read_changed(tmp_path: Path) -> ReadChanged:
    """Return what reads the shipped settings with one change."""

    def read(old: str, new: str) -> Settings:
        path = tmp_path / "settings.toml"
        path.write_text(changed(SHIPPED.read_text(encoding="utf-8"), old, new), encoding="utf-8")
        return read_settings(path)

    return read


@pytest.fixture
def read_list(tmp_path: Path) -> ReadList:
    """Return what reads a price list with one change."""

    def read(old: str, new: str, *, name: str = "2027-01-01.toml") -> Catalogue:
        (tmp_path / name).write_text(changed(PRICE_LIST, old, new), encoding="utf-8")
        return read_catalogue(tmp_path)

    return read


@pytest.fixture
def read_strings(tmp_path: Path) -> ReadStrings:
    """Return what reads a theme's strings of that text."""

    def read(text: str) -> Mapping[Language, Texts]:
        (tmp_path / "strings.toml").write_text(text, encoding="utf-8")
        return read_texts(tmp_path)

    return read


def sentence(error: pytest.ExceptionInfo[SettingsError]) -> str:
    """Return what is wrong, without the path of the file."""
    return str(error.value).partition(": ")[2]


# The settings file.


def test_the_shipped_settings_say_who_the_network_is(settings: Settings) -> None:
    network = settings.network

    facts = (network.legal_name, network.vat_number, network.iban, network.support)
    assert facts == (
        "Moving Art Studio",
        "BE 0451.807.885",
        "BE98 0962 4450 5493",
        "support@all2all.org",
    )


def test_every_fact_of_the_network_is_there_in_each_language(settings: Settings) -> None:
    cities = [settings.network.in_language(language)["city"] for language in Language]

    assert cities == ["Brussels", "Bruxelles", "Brussel"]


def test_a_fact_without_translation_is_the_same_in_each_language(settings: Settings) -> None:
    ibans = {settings.network.in_language(language)["iban"] for language in Language}

    assert ibans == {"BE98 0962 4450 5493"}


def test_an_endpoint_is_a_host_and_a_port(settings: Settings) -> None:
    assert settings.web.listen == Endpoint("127.0.0.1", 8080)


def test_an_endpoint_is_written_as_the_settings_do(settings: Settings) -> None:
    assert str(settings.web.listen) == "127.0.0.1:8080"


def test_folders_are_found_from_the_folder_of_the_file(
    read_changed: ReadChanged,
    tmp_path: Path,
) -> None:
    settings = read_changed('register = "../var/register"', 'register = "../orders"')

    assert settings.folders.register == tmp_path.parent / "orders"


def test_an_absolute_folder_stays_where_it_is(read_changed: ReadChanged) -> None:
    settings = read_changed('register = "../var/register"', 'register = "/srv/orders"')

    assert settings.folders.register == Path("/srv/orders")


def test_the_keys_never_lie_inside_the_register(settings: Settings) -> None:
    assert not settings.folders.keys.is_relative_to(settings.folders.register)


def test_the_environment_names_the_settings_file(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv(SETTINGS_VARIABLE, str(tmp_path / "own.toml"))

    assert settings_file() == tmp_path / "own.toml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'listen = "127.0.0.1:8080"',
            'lisen = "127.0.0.1:8080"',
            "unknown key web.lisen; did you mean 'listen'?",
        ),
        ("[desk]", "[desks]", "unknown key desks; did you mean 'desk'?"),
        ("[desk]", "[zoo]\n[desk]", "unknown key zoo"),
        ("[desk]", "[desk]\nzebra = 1", "unknown key desk.zebra"),
        ('bic = "GKCCBEBB"', "", "network.bic is missing"),
        ("[site]\n# Where the public finds the site; feeds", "# Where", "site is missing"),
        ("machine = 0", 'machine = "0"', "web.machine has a value of the wrong type: '0'"),
        ("machine = 0", "machine = true", "web.machine has a value of the wrong type: True"),
        ("machine = 0", "machine = 0.0", "web.machine has a value of the wrong type: 0.0"),
        (
            'bank = "Belfius"',
            "bank = 7",
            "network.bank has a value of the wrong type: 7",
        ),
        (
            'register = "../var/register"',
            "register = []",
            "folders.register has a value of the wrong type: []",
        ),
        (
            'listen = "127.0.0.1:8080"',
            "listen = 8080",
            "web.listen has a value of the wrong type: 8080",
        ),
        (
            'city = { en = "Brussels", fr = "Bruxelles", nl = "Brussel" }',
            'city = { en = "Brussels", fr = "Bruxelles" }',
            "network.city.nl is missing",
        ),
        (
            'city = { en = "Brussels", fr = "Bruxelles", nl = "Brussel" }',
            'city = { en = "Brussels", fr = "Bruxelles", nl = "Brussel", de = "Brüssel" }',
            "unknown key network.city.de",
        ),
        (
            'city = { en = "Brussels", fr = "Bruxelles", nl = "Brussel" }',
            'city = "Brussels"',
            "network.city should be { en = , fr = , nl = }",
        ),
    ],
)
def test_a_mistake_in_the_settings_is_named(
    read_changed: ReadChanged,
    old: str,
    new: str,
    said: str,
) -> None:
    with pytest.raises(SettingsError) as error:
        read_changed(old, new)

    assert sentence(error) == said


@pytest.mark.parametrize(
    "endpoint",
    ["", "8080", ":8080", "localhost", "localhost:", "localhost:http", "localhost:-1", "::1:"],
)
def test_an_endpoint_without_host_or_port_is_refused(
    read_changed: ReadChanged,
    endpoint: str,
) -> None:
    with pytest.raises(SettingsError) as error:
        read_changed('server = "127.0.0.1:8025"', f'server = "{endpoint}"')

    assert sentence(error) == f"mail.server should look like 127.0.0.1:8080, not {endpoint!r}"


def test_what_is_no_toml_is_refused_with_its_line(read_changed: ReadChanged) -> None:
    with pytest.raises(SettingsError, match="line 8"):
        read_changed("[network]", "[network]\nname")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "settings.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SettingsError) as error:
        read_settings(path)

    assert str(error.value) == f"{path}: the file cannot be read"


# Price lists.


def test_the_shipped_price_list_has_its_offers(catalogue: Catalogue) -> None:
    price_list = catalogue.dated(datetime.date(2026, 1, 1))

    offers = [(one.id, one.kind, one.term_months, one.net) for one in price_list.offers]
    assert offers == [
        ("hosting", OfferKind.HOSTING, 12, Money.parse("60.00")),
        ("domain-be", OfferKind.DOMAIN_NAME, 12, Money.parse("12.00")),
    ]


def test_price_lists_are_read_oldest_first(tmp_path: Path) -> None:
    for day in ("2027-07-01", "2027-01-01", "2028-01-01"):
        text = PRICE_LIST.replace("2027-01-01", day)
        (tmp_path / f"{day}.toml").write_text(text, encoding="utf-8")

    days = [one.in_force_from.isoformat() for one in read_catalogue(tmp_path).price_lists]

    assert days == ["2027-01-01", "2027-07-01", "2028-01-01"]


def test_a_folder_without_price_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no price list here"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("price-list/1", "price-list/2", "format should be 'price-list/1'"),
        ('format = "price-list/1"', "", "format is missing"),
        ("in_force_from = 2027-01-01", "", "in_force_from is missing"),
        (
            "in_force_from = 2027-01-01",
            "in_force_from = 2027-01-02",
            "in_force_from should be the date that names the file",
        ),
        (
            "in_force_from = 2027-01-01",
            'in_force_from = "2027-01-01"',
            "in_force_from should be the date that names the file",
        ),
        (
            "in_force_from = 2027-01-01",
            "in_force_from = 2027-01-01T00:00:00",
            "in_force_from should be the date that names the file",
        ),
        ('id = "domain-be"', 'id = "hosting"', "two offers have the same id"),
        ('net = "60.00"', 'net = "60"', "offer hosting: '60' is not an amount such as 24.00"),
        ('net = "60.00"', 'net = "60,00"', "offer hosting: '60,00' is not an amount such as 24.00"),
        ('net = "60.00"', "", "offer hosting.net is missing"),
        ('id = "hosting"', "", "offer ?.id is missing"),
        ('net = "60.00"', 'nett = "60.00"', "unknown key offer hosting.nett; did you mean 'net'?"),
        ('kind = "hosting"', 'kind = "castle"', "offer hosting: 'castle' is not a valid OfferKind"),
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
    read_list: ReadList,
    old: str,
    new: str,
    said: str,
) -> None:
    with pytest.raises(SettingsError) as error:
        read_list(old, new)

    assert sentence(error) == said


def test_a_price_list_is_named_after_its_day(read_list: ReadList) -> None:
    with pytest.raises(SettingsError, match=r"should be the date that names the file"):
        read_list("price-list/1", "price-list/1", name="new-prices.toml")


# Short texts.


def test_the_shipped_texts_are_read_in_each_language(settings: Settings) -> None:
    texts = read_texts(settings.folders.theme)

    menus = {language: texts[language]["menu"]["prices"] for language in Language}
    assert menus == {Language.EN: "Prices", Language.FR: "Tarifs", Language.NL: "Prijzen"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[menu]\nprices = { en = "Prices", fr = "Tarifs" }', "menu.prices.nl is missing"),
        (
            '[menu]\nprices = { en = "P", fr = "T", nl = "P", de = "P" }',
            "unknown key menu.prices.de",
        ),
        ('[menu]\nprices = "Prices"', "menu.prices should be { en = , fr = , nl = }"),
    ],
)
def test_a_text_that_misses_a_language_is_named(
    read_strings: ReadStrings,
    text: str,
    said: str,
) -> None:
    with pytest.raises(SettingsError) as error:
        read_strings(text)

    assert sentence(error) == said


# Mistakes that are likely.


@pytest.mark.parametrize("machine", ["10", "-1"])
def test_the_machine_is_one_digit(read_changed: ReadChanged, machine: str) -> None:
    with pytest.raises(SettingsError, match=r"web\.machine"):
        read_changed("machine = 0", f"machine = {machine}")


def test_a_port_that_does_not_exist_is_refused(read_changed: ReadChanged) -> None:
    with pytest.raises(SettingsError, match=r"web\.listen"):
        read_changed('listen = "127.0.0.1:8080"', 'listen = "127.0.0.1:80800"')


@pytest.mark.parametrize("value", ['"here"', "3"])
def test_a_section_that_is_no_table_is_named(tmp_path: Path, value: str) -> None:
    sections = SHIPPED.read_text(encoding="utf-8").partition("[desk]")[0]
    path = tmp_path / "settings.toml"
    path.write_text(f"desk = {value}\n{sections}", encoding="utf-8")

    with pytest.raises(SettingsError, match=r"desk should be|desk has a value of the wrong type"):
        read_settings(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('net = "60.00"', "net = 60.00"),
        ('net = "60.00"', "net = 60"),
        ('kind = "hosting"\nterm_months = 12', 'kind = "hosting"\nterm_months = "12"'),
        ('kind = "hosting"\nterm_months = 12', 'kind = "hosting"\nterm_months = 0'),
        ('id = "hosting"', "id = 1"),
    ],
)
def test_a_value_of_the_wrong_type_in_a_price_list_is_named(
    read_list: ReadList,
    old: str,
    new: str,
) -> None:
    with pytest.raises(SettingsError, match="offer"):
        read_list(old, new)


@pytest.mark.parametrize("offers", ["3", '["hosting"]', "{ id = 1 }"])
def test_offers_that_are_no_tables_are_named(tmp_path: Path, offers: str) -> None:
    text = f'format = "price-list/1"\nin_force_from = 2027-01-01\noffers = {offers}\n'
    (tmp_path / "2027-01-01.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match="offers"):
        read_catalogue(tmp_path)


def test_a_text_outside_every_table_is_named(read_strings: ReadStrings) -> None:
    with pytest.raises(SettingsError, match="prices"):
        read_strings('prices = "Prices"')


def test_a_text_that_is_no_text_is_named(read_strings: ReadStrings) -> None:
    with pytest.raises(SettingsError, match=r"menu\.prices"):
        read_strings("[menu]\nprices = { en = 1, fr = 2, nl = 3 }")
