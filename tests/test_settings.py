# SPDX-License-Identifier: GPL-3.0-or-later
"""What people write: settings and short texts, and the sentence for each mistake."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from intake.model.language import Language
from intake.settings import (
    SETTINGS_VARIABLE,
    Endpoint,
    Settings,
    SettingsError,
    Texts,
    read_settings,
    read_texts,
    settings_file,
)

SHIPPED = settings_file()
# Writes the shipped settings with one text changed, and reads them.
ReadChanged = Callable[[str, str], Settings]
ReadStrings = Callable[[str], Mapping[Language, Texts]]


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


def test_a_folder_that_is_a_link_stays_the_link(tmp_path: Path, read_changed: ReadChanged) -> None:
    # Each build points the link of the site elsewhere; who follows it once shows an old site.
    (tmp_path / "releases").mkdir()
    (tmp_path / "site").symlink_to("releases")
    settings = read_changed('site = "../var/site"', 'site = "./x/../site"')
    assert settings.folders.site == tmp_path / "site"


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


@pytest.mark.parametrize("value", ['"yes"', "1"])
def test_a_choice_is_true_or_false(read_changed: ReadChanged, value: str) -> None:
    with pytest.raises(SettingsError, match=r"vat\.franchise has a value of the wrong type"):
        read_changed("franchise = false", f"franchise = {value}")


def test_a_place_left_empty_is_no_place(read_changed: ReadChanged, tmp_path: Path) -> None:
    named = read_changed('signing_key = ""', 'signing_key = "commit-key"').register

    assert (named.signing_key, named.allowed_signers) == (tmp_path / "commit-key", None)
