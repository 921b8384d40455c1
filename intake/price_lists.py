# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the dated price lists of content/catalogue/ and the VAT rates of other countries.

docs/formats.md describes price-list/2, price-list/1, which stays readable, and vat-rates/1.
"""

import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from intake.model.catalogue import (
    Catalogue,
    DomainAct,
    Offer,
    OfferKind,
    Option,
    PriceList,
    TermPrice,
)
from intake.model.money import NOTHING, Money
from intake.model.vat import Rates, VatRules, countries_without_rate
from intake.settings import Settings, SettingsError, check_keys, check_table, read_toml, translated

PRICE_LIST_FORMAT = "price-list/2"
_FIRST_FORMAT = "price-list/1"
VAT_RATES_FORMAT = "vat-rates/1"
_PERCENT = re.compile(r"\d{1,2}(?:\.\d)?", re.ASCII)
_T = TypeVar("_T")

_OFFER_REQUIRED = ("id", "kind", "names", "details")
_OFFER_OPTIONAL = ("prices", "setup", "most", "needs", "options", "suffix", "act")


def read_catalogue(folder: Path) -> Catalogue:
    """Read every dated price list of the folder, oldest first; SettingsError for any fault."""
    price_lists = [_price_list(path) for path in sorted(folder.glob("*.toml"))]
    if not price_lists:
        raise SettingsError(folder, "there is no price list here")
    return Catalogue(price_lists=tuple(price_lists))


def read_vat_rules(settings: Settings, today: datetime.date) -> VatRules:
    """Return what decides about the VAT of an order: the network's choices and the rates.

    SettingsError if a country that would tax has no rate today: whoever orders could not help it.
    """
    rules = VatRules(
        franchise=settings.vat.franchise,
        destination=settings.vat.destination,
        rates=read_vat_rates(settings.vat.rates),
    )
    missing = countries_without_rate(rules, today)
    if missing:
        countries = ", ".join(missing)
        why = f"vat.destination is true, and these countries have no rate for {today}: {countries}"
        raise SettingsError(settings.vat.rates, why)
    return rules


def read_vat_rates(path: Path) -> Rates:
    """Read the standard rates of the Union's countries, each with the day it came into force."""
    table = read_toml(path)
    check_keys(path, "", table, required=("format", "rates"))
    if table["format"] != VAT_RATES_FORMAT:
        raise SettingsError(path, f"format should be {VAT_RATES_FORMAT!r}")
    check_table(path, "rates", table["rates"])
    return {country: _rates(path, country, rows) for country, rows in table["rates"].items()}


def _rates(path: Path, country: str, rows: object) -> tuple[tuple[datetime.date, Decimal], ...]:
    rates = []
    for row in _tables(path, f"rates.{country}", rows):
        check_keys(path, f"rates.{country}", row, required=("from", "percent"))
        if type(row["from"]) is not datetime.date:
            raise SettingsError(path, f"rates.{country}: from should be a date")
        if not (isinstance(row["percent"], str) and _PERCENT.fullmatch(row["percent"])):
            raise SettingsError(path, f'rates.{country}: percent should be like "21"')
        rates.append((row["from"], Decimal(row["percent"])))
    return tuple(sorted(rates))


def _price_list(path: Path) -> PriceList:
    table = read_toml(path)
    check_keys(path, "", table, required=("format", "in_force_from", "offers"))
    readers = {PRICE_LIST_FORMAT: _offer, _FIRST_FORMAT: _first_offer}
    read = readers.get(table["format"])
    if read is None:
        raise SettingsError(path, f"format should be {PRICE_LIST_FORMAT!r}")
    day = table["in_force_from"]
    if type(day) is not datetime.date or path.stem != day.isoformat():
        raise SettingsError(path, "in_force_from should be the date that names the file")
    offers = tuple(read(path, offer) for offer in _tables(path, "offers", table["offers"]))
    _check_ids(path, "offers", [offer.id for offer in offers])
    names = [(offer.act, offer.suffix) for offer in offers if offer.act]
    _check_ids(path, "offers of domain names", [f"{act} .{suffix}" for act, suffix in names])
    for needed in itertools.chain.from_iterable(offer.needs for offer in offers):
        if needed not in {offer.id for offer in offers}:
            raise SettingsError(path, f"an offer needs {needed!r}, which the list does not have")
    return PriceList(in_force_from=day, offers=offers)


def _first_offer(path: Path, table: Mapping[str, Any]) -> Offer:
    """Read an offer of price-list/1: one term, nothing else."""
    where = f"offer {table.get('id', '?')}"
    check_keys(path, where, table, required=(*_OFFER_REQUIRED, "term_months", "net"))
    row = {"months": table["term_months"], "net": table["net"]}
    rest = {key: table[key] for key in _OFFER_REQUIRED}
    names = {"suffix": "be", "act": "register"} if table["kind"] == OfferKind.DOMAIN_NAME else {}
    return _offer(path, {**rest, **names, "prices": [row]})


def _offer(path: Path, table: Mapping[str, Any]) -> Offer:
    where = f"offer {table.get('id', '?')}"
    check_keys(path, where, table, required=_OFFER_REQUIRED, optional=_OFFER_OPTIONAL)
    prices = tuple(_term(path, where, row) for row in _tables(path, where, table.get("prices", [])))
    months = [one.months for one in prices]
    _check_ids(path, f"{where}, terms", [str(one) for one in months])
    kind = _read(path, f"{where}.kind", table["kind"], OfferKind)
    if (kind is OfferKind.DOMAIN_NAME) != ("suffix" in table and "act" in table):
        raise SettingsError(path, f"{where}: domain names, and only they, have a suffix and an act")
    options = tuple(
        _option(path, where, option, months)
        for option in _tables(path, f"{where}.options", table.get("options", []))
    )
    _check_ids(path, f"{where}, options", [option.id for option in options])
    return Offer(
        id=_text(path, f"{where}.id", table["id"]),
        kind=kind,
        names=translated(path, f"{where}.names", table["names"]),
        details=translated(path, f"{where}.details", table["details"]),
        prices=prices,
        setup=_money(path, f"{where}.setup", table["setup"]) if "setup" in table else NOTHING,
        most=_count(path, f"{where}.most", table.get("most", 1)),
        needs=tuple(_text(path, f"{where}.needs", one) for one in table.get("needs", [])),
        options=options,
        suffix=table.get("suffix"),
        act=_read(path, f"{where}.act", table["act"], DomainAct) if "act" in table else None,
    )


def _term(path: Path, where: str, row: Mapping[str, Any]) -> TermPrice:
    check_keys(path, f"{where}.prices", row, required=("months", "net"), optional=("solidarity",))
    solidarity = row.get("solidarity")
    return TermPrice(
        months=_count(path, f"{where}.months", row["months"]),
        net=_money(path, f"{where}.net", row["net"]),
        solidarity=None if solidarity is None else _money(path, where, solidarity),
    )


def _option(path: Path, where: str, table: Mapping[str, Any], months: list[int]) -> Option:
    where = f"{where}, option {table.get('id', '?')}"
    check_keys(path, where, table, required=("id", "names", "prices"), optional=("most",))
    rows = [_term(path, where, row) for row in _tables(path, where, table["prices"])]
    if [row.months for row in rows] != months:
        raise SettingsError(path, f"{where} should have a price for each term of its offer")
    return Option(
        id=_text(path, f"{where}.id", table["id"]),
        names=translated(path, f"{where}.names", table["names"]),
        prices={row.months: row.net for row in rows},
        most=_count(path, f"{where}.most", table.get("most", 1)),
    )


def _tables(path: Path, where: str, value: object) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        raise SettingsError(path, f"{where} should be a list of tables: [[{where}]]")
    for one in value:
        check_table(path, f"each of {where}", one)
    return value


def _text(path: Path, where: str, value: object) -> str:
    if not isinstance(value, str):
        raise SettingsError(path, f"{where} has a value of the wrong type")
    return value


def _count(path: Path, where: str, value: object) -> int:
    if type(value) is not int or value < 1:
        raise SettingsError(path, f"{where} should be a whole number, at least 1")
    return value


def _money(path: Path, where: str, value: object) -> Money:
    return _read(path, where, _text(path, where, value), Money.parse)


def _read(path: Path, where: str, value: str, read: Callable[[str], _T]) -> _T:
    try:
        return read(value)
    except ValueError as error:
        raise SettingsError(path, f"{where}: {error}") from error


def _check_ids(path: Path, where: str, ids: Iterable[str]) -> None:
    known: set[str] = set()
    for one in ids:
        if one in known:
            raise SettingsError(path, f"{where}: {one!r} stands there twice")
        known.add(one)
