# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what people write: settings.toml and the short texts of the theme.

Everything is TOML, read once at the start of a program. An unknown or missing key is a
SettingsError that names the file and the nearest known key: a typing mistake never passes silently.
"""

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NewType, TypeVar, get_type_hints

from intake.errors import RefusedError
from intake.model.language import Language
from intake.model.structured_communication import DESK_MACHINE

_T = TypeVar("_T")
Translated = Mapping[Language, str]
# Short texts by table and key, in one language: texts["menu"]["prices"].
Texts = Mapping[str, Mapping[str, str]]

# The path of a folder or an address on another machine, or nothing.
Place = NewType("Place", str)

SETTINGS_VARIABLE = "INTAKE_SETTINGS"
_LAST_PORT = 65535
_DEFAULT = Path(__file__).parent.parent / "content" / "settings.toml"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host and a port, written ``127.0.0.1:8080``."""

    host: str
    port: int

    def __str__(self) -> str:
        """Write it as the settings do."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Who the network is: what the law wants on every page and document (CSA art. 2:20)."""

    name: str
    legal_name: str
    legal_form: Translated
    street: str
    postcode: str
    city: Translated
    country: Translated
    court: Translated
    enterprise_number: str
    vat_number: str
    iban: str
    bic: str
    bank: str
    support: str

    def in_language(self, language: Language) -> Mapping[str, str]:
        """Return every fact as a text of that language."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: fact if isinstance(fact, str) else fact[language] for name, fact in facts.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the public finds the site, its source, and the staff's public keys that it shows."""

    address: str
    # Begins the address of a file of the repository; empty if it is not public.
    source: str
    staff_keys: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class VatChoices:
    """How the network stands towards VAT; docs/operations.md says when to change them."""

    franchise: bool
    destination: bool
    rates: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where the parts lie that more than one program uses."""

    catalogue: Path
    theme: Path
    site: Path
    register: Path
    keys: Path
    states: Path
    held: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChoices:
    """How the register is read, signed and shared on this machine."""

    # What makes reading fast and may be deleted at any time.
    cache: Path
    # The machine's own SSH key, which signs each commit, and whose signatures count; or None.
    signing_key: Path | None
    allowed_signers: Path | None
    # What all machines of the register share: an address that git knows, or a folder, and the
    # folder in which key packets travel. Empty on a machine that is alone.
    hub: Place
    shared_keys: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The intake's own: public keys only, there is no place here for a secret keyring."""

    listen: Endpoint
    machine: int
    secret: Path
    keyring: Path
    recipients: Path
    # Whose X-Forwarded-For is believed.
    proxies: tuple[str, ...]
    # False only to measure: then nobody has to wait, and nobody orders too often.
    limited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The mail server that takes our letters, and whom they come from."""

    server: Endpoint
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The staff's own."""

    gnupg_home: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """Programs that talk to ours: partners, the forge, and whom we tell of orders."""

    partners: Path
    forge_secrets: Path
    # What waits to be delivered or built, and which messages came before.
    spool: Path
    # The clone that the site is built from.
    checkout: Path
    allow_this_machine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """Who can read backups, which copies of key packets there are, and what must outlive them."""

    recipients: Path
    keyring: Path
    # The list of erasures and the dates of drills.
    notes: Path
    key_copies: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole settings file, one part for each reader."""

    network: Network
    site: Site
    vat: VatChoices
    folders: Folders
    register: RegisterChoices
    web: Web
    mail: Mail
    webhooks: Webhooks
    desk: Desk
    backup: Backup

    @property
    def key_folders(self) -> tuple[Path, ...]:
        """Every folder that holds key packets of the register's papers."""
        shared = (Path(self.register.shared_keys),) if self.register.shared_keys else ()
        return (self.folders.keys, *shared, *self.backup.key_copies)


def settings_file() -> Path:
    """Return the file named by INTAKE_SETTINGS, else the one in content/."""
    return Path(os.environ.get(SETTINGS_VARIABLE, _DEFAULT)).resolve()


def read_settings(path: Path) -> Settings:
    """Read the settings file; SettingsError for whatever is missing, unknown or mistyped."""
    table = read_toml(path)
    sections = {field.name: field.type for field in dataclasses.fields(Settings)}
    check_keys(path, "", table, required=sections)
    read = {
        name: _section(section, table[name], where=name, path=path)
        for name, section in get_type_hints(Settings).items()
    }
    settings = Settings(**read)
    if settings.web.machine not in range(DESK_MACHINE):
        raise SettingsError(path, "web.machine should be one digit, 0 to 8; 9 is the desk's")
    return settings


def read_texts(theme: Path) -> Mapping[Language, Texts]:
    """Read theme/strings.toml, which holds every short text in all languages."""
    path = theme / "strings.toml"
    tables = read_toml(path)
    for name, table in tables.items():
        check_table(path, name, table)
        for key, text in table.items():
            translated(path, f"{name}.{key}", text)
    return {
        language: {
            name: {key: text[language] for key, text in table.items()}
            for name, table in tables.items()
        }
        for language in Language
    }


def _section(section: type[_T], table: Mapping[str, object], *, where: str, path: Path) -> _T:
    hints = get_type_hints(section)
    check_keys(path, where, table, required=hints)
    return section(
        **{
            key: _value(hint, table[key], where=f"{where}.{key}", path=path)
            for key, hint in hints.items()
        },
    )


def _value(hint: object, value: object, *, where: str, path: Path) -> object:
    if hint == Translated:
        return translated(path, where, value)
    if hint in {int, bool} and type(value) is hint:
        return value
    if hint == tuple[str, ...]:
        return texts(path, where, value)
    if hint == tuple[Path, ...]:
        return tuple(_path(path, one) for one in texts(path, where, value))
    if hint not in {int, bool} and isinstance(value, str):
        return _of_text(hint, value, where=where, path=path)
    raise SettingsError(path, f"{where} has a value of the wrong type: {value!r}")


def _of_text(hint: object, text: str, *, where: str, path: Path) -> object:
    if hint is Endpoint:
        return _endpoint(text, where=where, path=path)
    if hint is Place:
        # "host:path" and "ssh://host/path" are git's; all else is a folder.
        return str(_path(path, text)) if text and ":" not in text else text
    # A place that may be left out is written as an empty text.
    if hint == Path | None:
        return _path(path, text) if text else None
    return _path(path, text) if hint is Path else text


def _path(path: Path, text: str) -> Path:
    # Not resolve(): the site is a link, which each build points elsewhere.
    return Path(os.path.normpath(path.parent.absolute() / text))


def _endpoint(text: str, *, where: str, path: Path) -> Endpoint:
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isdecimal() and int(port) <= _LAST_PORT):
        raise SettingsError(path, f"{where} should look like 127.0.0.1:8080, not {text!r}")
    return Endpoint(host, int(port))


def translated(path: Path, where: str, value: object) -> Translated:
    """Return a text that is there in every language, or raise SettingsError."""
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise SettingsError(path, f"{where} should be {{ en = , fr = , nl = }}")
    check_keys(path, where, value, required=tuple(Language))
    return {language: value[language] for language in Language}


def texts(path: Path, where: str, value: object) -> tuple[str, ...]:
    """Return a list of texts, or raise SettingsError."""
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise SettingsError(path, f"{where} should be a list of texts")
    return tuple(value)


def check_keys(
    path: Path,
    where: str,
    table: Mapping[str, object],
    *,
    required: Iterable[str],
    optional: Iterable[str] = (),
) -> None:
    """Raise SettingsError for a key that is unknown or missing; the sentence names the nearest."""
    check_table(path, where, table)
    prefix = f"{where}." if where else ""
    required = list(required)
    known = [*required, *optional]
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise SettingsError(path, f"unknown key {prefix}{key}{hint}")
    for key in required:
        if key not in table:
            raise SettingsError(path, f"{prefix}{key} is missing")


def check_table(path: Path, where: str, value: object) -> None:
    """Raise SettingsError for whatever is no table."""
    if not isinstance(value, dict):
        raise SettingsError(path, f"{where} should be a table")


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a file of TOML, or raise SettingsError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(path, "the file cannot be read") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, str(error)) from error


class SettingsError(RefusedError):
    """A file that people write says something that we cannot use."""

    def __init__(self, path: Path, what: str) -> None:
        """Name the file and what is wrong in it."""
        super().__init__(f"{path}: {what}")
